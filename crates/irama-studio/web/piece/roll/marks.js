// Marks on single notes: an outline on those that are chosen, a hatch on those that are locked. There
// may be a great many, so it is what is in sight that is gone through.

import { barAt, findNote, keyOf, notesBetween, placeOfKey } from "../sheet.js";

const STRIPE = 5;
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

/** Calls `visit(box)` for each note in sight for which `isIt(part, idx, i)` holds. */
function eachInSight(view, sheet, isIt, visit) {
  const [from, to] = view.ticks();
  sheet.parts.forEach((part, idx) => notesBetween(sheet, part, from, to, (i) => {
    const box = isIt(part, idx, i) && boxOf(view, sheet, noteAt(part, idx, i));
    if (box) {
      visit(box);
    }
  }));
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
export function outlineChosen(ink, view, sheet, colours, keys) {
  if (keys.size === 0) {
    return;
  }
  ink.strokeStyle = colours.ink;
  ink.lineWidth = 1.5;
  const visit = ([x, y, width, height]) => ink.strokeRect(x + 0.25, y + 0.25, width, height - 0.5);
  if (keys.size <= MOST_ONE_BY_ONE) {
    eachOf(view, sheet, keys, visit);
  } else {
    eachInSight(view, sheet, (part, idx, i) => keys.has(keyOf(idx, part, i)), visit);
  }
}

// One tile of stripes in the colour of the paper, as fine as the screen.
function tileOf({ scale }, colour) {
  const size = Math.round(STRIPE * scale);
  const tile = new OffscreenCanvas(size, size);
  const ink = tile.getContext("2d");
  ink.strokeStyle = colour;
  ink.lineWidth = 1.3 * scale;
  ink.lineCap = "square";
  ink.beginPath();
  for (const at of [-size, 0, size]) {
    ink.moveTo(at, size);
    ink.lineTo(at + size, 0);
  }
  ink.stroke();
  return tile;
}

const tiles = new Map();

/** The fill for locked notes; goes along when the view is scrolled. */
function hatchOf(layer, view, { paper }) {
  const name = `${layer.scale} ${paper}`;
  if (!tiles.has(name)) {
    tiles.set(name, tileOf(layer, paper));
  }
  const tile = tiles.get(name);
  const hatch = layer.ink.createPattern(tile, "repeat");
  const step = STRIPE / tile.width;
  hatch.setTransform(new DOMMatrix([step, 0, 0, step, -(view.left % STRIPE), -(view.top % STRIPE)]));
  return hatch;
}

/** Hatches notes that are locked, by themselves or with their bar or part. */
export function hatchLocked(layer, view, sheet, colours, { bars, parts, notes }) {
  if (bars.size + parts.size + notes.size === 0) {
    return;
  }
  const isLocked = (part, idx, i) => parts.has(idx)
    || (bars.size > 0 && bars.has(barAt(sheet.starts, part.tick[i]) + 1))
    || (notes.size > 0 && notes.has(keyOf(idx, part, i)));
  const boxes = [];
  eachInSight(view, sheet, isLocked, (box) => boxes.push(box));
  const { ink } = layer;
  const isDense = boxes.length > MOST_HATCHED;
  ink.fillStyle = isDense ? colours.paper : hatchOf(layer, view, colours);
  ink.globalAlpha = isDense ? 0.5 : 1;
  boxes.forEach((it) => ink.fillRect(...it));
  ink.globalAlpha = 1;
}
