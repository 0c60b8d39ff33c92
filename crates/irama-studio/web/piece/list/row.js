// A row of the note list: one note with its place, length and loudness; its name says all of it.

import { el } from "../../app/dom.js";
import { number } from "../../app/format.js";
import { icon } from "../../app/icons.js";
import { store } from "../../app/store.js";
import { t } from "../../app/words.js";
import { chosenKeys } from "../chosen.js";
import { beats, beatsOf, noteName, pitchName, placeOf } from "../naming.js";
import { barAt, keyOf } from "../sheet.js";

const N_COLOURS = 8;

/** Whether a note is locked, by itself or with its bar or part. */
export function isHeld({ starts }, { part, tick, pitch }) {
  const { locks } = store.state;
  return locks.parts.has(part) || locks.bars.has(barAt(starts, tick) + 1) || locks.notes.has(`${part}:${tick}:${pitch}`);
}

/** The note at a place of a sheet. */
export function noteAtPlace(sheet, { part: idx, i }) {
  const part = sheet.parts[idx];
  return { part: idx, tick: part.tick[i], length: part.length[i], pitch: part.pitch[i], velocity: part.velocity[i] };
}

/** The row of a note; `index` is its place in the list, from 0. */
export function noteRow(sheet, place, index, isActive) {
  const note = noteAtPlace(sheet, place);
  const part = sheet.parts[note.part];
  const { bar, beat } = placeOf(sheet, note.tick);
  const key = keyOf(place.part, part, place.i);
  const held = isHeld(sheet, note);
  const cell = (classes, ...children) => el(`span.note-cell${classes}`, { role: "gridcell" }, children);
  const name = noteName(sheet, note);
  return el("div.note-row", {
    role: "row", tabindex: isActive ? "0" : "-1", "aria-rowindex": index + 2, "aria-selected": String(chosenKeys().has(key)),
    "aria-label": held ? t("piece.list.locked", { name }) : name,
    dataset: { key, index }, style: { "--part": `var(--part-${note.part % N_COLOURS})`, transform: `translateY(calc(${index} * var(--note-row)))` },
  },
  cell(".note-pitch", el("i.note-dot", { "aria-hidden": "true" }), el("span.clip", pitchName(part, note.pitch))),
  el("span.note-cell.clip.hushed", { role: "gridcell", "data-words": "none" }, part.name),
  cell(".figures", number(bar)),
  cell(".figures", beats(beat)),
  cell(".figures", beats(beatsOf(sheet, note.tick, note.length))),
  cell(".figures", number(note.velocity)),
  cell("", held && icon("lock")));
}

/** The row over the list. */
export function headRow() {
  const head = (key) => el("span.note-cell.clip", { role: "columnheader" }, t(key));
  return el("div.note-head", { role: "row", "aria-rowindex": "1" },
    ["pitch", "part", "bar", "beat", "length", "velocity", "lock"].map((it) => head(`piece.list.${it}`)));
}
