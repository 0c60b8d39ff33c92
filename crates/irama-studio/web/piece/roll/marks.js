// Draws the layer over the notes that says what is chosen and what is locked: bars, an outline on
// notes, a hatch. There may be a great many notes, so it is what is in sight that is gone through.

import { barAt, findNote, notesBetween, placeOfKey } from "../sheet.js";
import { hatchOf } from "./hatch.js";

const NARROW = 4;
const MOST_ONE_BY_ONE = 500;
/** More than these are made pale instead: stripes could not be told apart, and take long. */
const MOST_HATCHED = 2000;

/** Where a note is in the window as `[x, y, width, height]`, or `null` if it is out of sight. */
export function boxOf(view, sheet, { part, tick, length, pitch }) {
  const row = sheet.parts[part] ? view.rowOf(sheet.parts[part], pitch) : -1;
  if (row < 0) {
    return null;
  }
  const x = view.xOf(tick);
  const width = Math.max(3, length * view.scale - 1);
  const isSeen = x + width > 0 && x < view.width;
  return isSeen ? [Math.round(x), Math.round(view.yOf(row)), width, Math.max(3, view.rowHeight - 1)] : null;
}

const noteAt = (part, idx, i) => ({ part: idx, tick: part.tick[i], length: part.length[i], pitch: part.pitch[i] });

/** Calls `visit(box)` for each note in sight for which `isIt(part, idx, i)` holds; once for those that
 *  share a place. */
function eachInSight(view, sheet, isIt, visit) {
  const [from, to] = view.ticks();
  const seen = new Float64Array(256).fill(-Infinity);
  sheet.parts.forEach((part, idx) => notesBetween(sheet, part, from, to, (i) => {
    const box = isIt(part, idx, i) && boxOf(view, sheet, noteAt(part, idx, i));
    const lane = part.pitch[i] + (part.isDrums ? 128 : 0);
    if (box && (box[2] > NARROW || box[0] !== seen[lane])) {
      seen[lane] = box[0];
      visit(box);
    }
  }));
}

// Sets of names are never changed but replaced, so what was found for one holds as long as it does.
const found = new WeakMap();

/** For each part, which of its notes are among these names: an array of 0 and 1. */
function flagsOf(sheet, keys) {
  const known = found.get(keys);
  if (known?.sheet === sheet) {
    return known.flags;
  }
  const flags = sheet.parts.map((it) => new Uint8Array(it.n));
  for (const key of keys) {
    const [idx, tick, pitch] = placeOfKey(key);
    const i = findNote(sheet, sheet.parts[idx], tick, pitch);
    if (i >= 0) {
      flags[idx][i] = 1;
    }
  }
  found.set(keys, { sheet, flags });
  return flags;
}

function eachOf(view, sheet, keys, visit) {
  const [from, to] = view.ticks();
  for (const key of keys) {
    const [idx, tick, pitch] = placeOfKey(key);
    const part = sheet.parts[idx];
    const i = tick > to ? -1 : findNote(sheet, part, tick, pitch);
    const box = i >= 0 && tick + part.length[i] >= from && boxOf(view, sheet, noteAt(part, idx, i));
    if (box) {
      visit(box);
    }
  }
}

/** Outlines the notes of these names. */
function outlineChosen(ink, view, sheet, colours, keys) {
  if (keys.size === 0) {
    return;
  }
  ink.strokeStyle = colours.ink;
  ink.lineWidth = 1.5;
  const visit = ([x, y, width, height]) => ink.strokeRect(x + 0.25, y + 0.25, width, height - 0.5);
  if (keys.size <= MOST_ONE_BY_ONE) {
    eachOf(view, sheet, keys, visit);
  } else {
    const flags = flagsOf(sheet, keys);
    eachInSight(view, sheet, (part, idx, i) => flags[idx][i] === 1, visit);
  }
}

/** Hatches notes that are locked, by themselves or with their bar or part. */
function hatchLocked(layer, view, sheet, colours, { bars, parts, notes }) {
  if (bars.size + parts.size + notes.size === 0) {
    return;
  }
  const flags = flagsOf(sheet, notes);
  const isLocked = (part, idx, i) => flags[idx][i] === 1 || parts.has(idx)
    || (bars.size > 0 && bars.has(barAt(sheet.starts, part.tick[i]) + 1));
  const boxes = [];
  eachInSight(view, sheet, isLocked, (box) => boxes.push(box));
  const { ink } = layer;
  const isDense = boxes.length > MOST_HATCHED;
  ink.fillStyle = isDense ? colours.paper : hatchOf(layer, view, colours);
  ink.globalAlpha = isDense ? 0.5 : 1;
  boxes.forEach((it) => ink.fillRect(...it));
  ink.globalAlpha = 1;
}

function bars(ink, view, colours, { bars: range, parts }) {
  if (!range) {
    return;
  }
  const { starts } = view.sheet;
  const from = view.xOf(starts[range[0] - 1]);
  const to = view.xOf(starts[range[1]] ?? starts.at(-1));
  ink.globalAlpha = parts.size > 0 ? 0.6 : 1;
  ink.fillStyle = colours.selection;
  ink.fillRect(from, 0, to - from, view.height);
  ink.globalAlpha = 1;
  ink.fillStyle = colours.focus;
  ink.fillRect(Math.round(from), 0, 1, view.height);
  ink.fillRect(Math.round(to) - 1, 0, 1, view.height);
}

/** Draws the layer. `choice` is `{selection, locks, keys}`. */
export function drawMarks(layer, view, colours, { selection, locks, keys }) {
  layer.clear();
  bars(layer.ink, view, colours, selection);
  hatchLocked(layer, view, view.sheet, colours, locks);
  outlineChosen(layer.ink, view, view.sheet, colours, keys);
}
