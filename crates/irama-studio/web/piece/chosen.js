// The notes that are chosen, by their names `part:tick:pitch`; and what bars, parts and notes are
// chosen all together.

import { store } from "../app/store.js";
import { barAt, extentOf, firstFrom, keyOf, noteOf } from "./sheet.js";
import { onShown, shown } from "./shown.js";

const MOST_HEARD = 4000;
const listeners = new Set();
let keys = new Set();

/** The names of the chosen notes. */
export const chosenKeys = () => keys;

/** Calls back when other notes are chosen. */
export function onChosen(callback) {
  listeners.add(callback);
  return () => listeners.delete(callback);
}

/** Chooses these notes and no others. */
export function choose(wanted) {
  keys = new Set(wanted);
  listeners.forEach((it) => it());
}

/** Turns the choice of one note over. */
export function toggleNote(key) {
  const next = new Set(keys);
  if (!next.delete(key)) {
    next.add(key);
  }
  choose(next);
}

/** The chosen notes, as `{part, tick, length, pitch, velocity}`. */
export const chosenNotes = () => [...keys].map((it) => noteOf(shown.sheet, it)).filter(Boolean);

/** One of the chosen notes, or `null`. */
export function anyChosenNote() {
  const [first] = keys;
  return first === undefined ? null : noteOf(shown.sheet, first);
}

/** How loud the chosen notes are on average; of very many, of some thousands of them. */
export function meanVelocity() {
  const every = Math.ceil(keys.size / MOST_HEARD);
  let [sum, n, i] = [0, 0, 0];
  for (const key of keys) {
    const note = i++ % every === 0 ? noteOf(shown.sheet, key) : null;
    sum += note?.velocity ?? 0;
    n += note ? 1 : 0;
  }
  return sum / Math.max(1, n);
}

/** The part that edits go to first: the only one that is chosen, or `null`. */
export function focusPart() {
  const { parts } = store.state.selection;
  const [only] = parts;
  return parts.size === 1 && shown.sheet.parts[only] ? only : null;
}

/** Chooses bars, from and to and both included, or none with `null`. */
export function chooseBars(bars) {
  store.update((it) => { it.selection = { ...it.selection, bars }; });
}

/** Leaves everything that is chosen. */
export function chooseNothing() {
  choose([]);
  store.update((it) => { it.selection = { ...it.selection, bars: null, parts: new Set() }; });
}

/** Bars and parts that the choice covers: `{bars, parts}`; of chosen notes those in which they are. */
export function chosenRegion() {
  const { bars, parts } = store.state.selection;
  if (bars || keys.size === 0) {
    return { bars, parts: [...parts].sort((a, b) => a - b) };
  }
  const notes = chosenNotes();
  const [first, last] = extentOf(notes, (it) => it.tick).map((it) => barAt(shown.sheet.starts, it) + 1);
  return { bars: [first, last], parts: [...new Set(notes.map((it) => it.part))].sort((a, b) => a - b) };
}

/** Whether the chosen notes are all of the chosen bars and parts, or of the piece. */
export function areAllChosen() {
  const { bars, parts } = store.state.selection;
  const all = keysIn(bars, parts);
  return keys.size === all.length && all.every((it) => keys.has(it));
}

/** Whether anything is chosen. */
export const isChosen = ({ selection } = store.state) => keys.size > 0 || selection.bars !== null || selection.parts.size > 0;

/** The notes that the choice means: those that are chosen, or all of the chosen bars and parts. */
export function meantKeys() {
  if (keys.size > 0) {
    return [...keys];
  }
  const { bars, parts } = store.state.selection;
  return bars || parts.size > 0 ? keysIn(bars, parts) : [];
}

/** The names of all notes in bars (`null` for all) and parts (none for all). */
export function keysIn(bars, parts) {
  const { sheet } = shown;
  const from = bars ? sheet.starts[bars[0] - 1] : 0;
  const to = bars ? sheet.starts[bars[1]] ?? Infinity : Infinity;
  const found = [];
  sheet.parts.forEach((part, idx) => {
    if (parts.size > 0 && !parts.has(idx)) {
      return;
    }
    for (let i = firstFrom(sheet, part, from); i < part.n && part.tick[i] < to; i++) {
      found.push(keyOf(idx, part, i));
    }
  });
  return found;
}

// Notes that went away are no longer chosen, nor locked.
onShown(() => {
  if (shown.isSketch) {
    return;
  }
  const isThere = (key) => noteOf(shown.sheet, key) !== null;
  const left = [...keys].filter(isThere);
  if (left.length < keys.size) {
    choose(left);
  }
  const { notes } = store.state.locks;
  const held = [...notes].filter(isThere);
  if (held.length < notes.size) {
    store.update((it) => { it.locks = { ...it.locks, notes: new Set(held) }; });
  }
});
