// What lies under the pointer: a note and which end of it, or a place in a row.

import { store } from "../../app/store.js";
import { barAt, keyOf, notesBetween } from "../sheet.js";
import { gridTicks } from "../settings.js";
import { shown } from "../shown.js";

const EDGE = 7;
const REACH = 3;

/** The note at a point of the roll as `{key, part, i, note, isEnd}`, or `null`. Of several the one in
 *  front, then the shortest. Parts that are not looked at are out of reach. */
export function noteAt({ view }, x, y) {
  const { sheet } = shown;
  const { parts: chosen } = store.state.selection;
  const row = view.rowAt(y);
  let found = null;
  for (let idx = sheet.parts.length - 1; idx >= 0; idx--) {
    const part = sheet.parts[idx];
    if (chosen.size > 0 && !chosen.has(idx)) {
      continue;
    }
    notesBetween(sheet, part, view.tickAt(x - REACH), view.tickAt(x + REACH), (i) => {
      const isIt = view.rowOf(part, part.pitch[i]) === row && (!found || part.length[i] < found.note.length);
      if (isIt) {
        found = { key: keyOf(idx, part, i), part: idx, i, note: { part: idx, tick: part.tick[i], length: part.length[i], pitch: part.pitch[i], velocity: part.velocity[i] } };
      }
    });
  }
  if (found) {
    const width = found.note.length * view.scale;
    const right = view.xOf(found.note.tick + found.note.length);
    found.isEnd = width >= 3 && x >= right - Math.min(EDGE, width / 3);
  }
  return found;
}

/** A tick on the grid of its bar: the nearest, or with `floor` the one before. */
export function snapped(tick, { isFree = false, round = Math.round } = {}) {
  const step = isFree ? 1 : gridTicks();
  const { starts } = shown.sheet;
  const start = starts[barAt(starts, Math.max(0, tick))];
  return Math.max(0, Math.round(start + round((tick - start) / step) * step));
}

/** The part that a note drawn in a row would belong to, or -1. */
export function partFor(row, last) {
  const { parts } = shown.sheet;
  const fits = (idx) => parts[idx] && parts[idx].isDrums === (row?.kind === "drum");
  const [only] = store.state.selection.parts;
  const wanted = [store.state.selection.parts.size > 0 ? only : undefined, last];
  return wanted.find((it) => it !== undefined && fits(it)) ?? parts.findIndex((_, idx) => fits(idx));
}

/** Names of the notes in a rectangle of the roll. */
export function keysWithin({ view }, { x, y, width, height }) {
  const { sheet } = shown;
  const { parts: chosen } = store.state.selection;
  const [first, last] = [view.rowAt(y), view.rowAt(y + height)];
  const found = [];
  sheet.parts.forEach((part, idx) => {
    if (chosen.size > 0 && !chosen.has(idx)) {
      return;
    }
    notesBetween(sheet, part, view.tickAt(x), view.tickAt(x + width), (i) => {
      const row = view.rowOf(part, part.pitch[i]);
      if (row >= first && row <= last) {
        found.push(keyOf(idx, part, i));
      }
    });
  });
  return found;
}
