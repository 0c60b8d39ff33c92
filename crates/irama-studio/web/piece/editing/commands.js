// What can be done with notes, whether by pointer, by key or by button: each makes edits of it, keeps
// the notes chosen, and lets locks go along.

import { store } from "../../app/store.js";
import { t } from "../../app/words.js";
import { areAllChosen, choose, chosenKeys, chosenNotes, chosenRegion, keysIn, meantKeys } from "../chosen.js";
import { gridTicks, settings } from "../settings.js";
import { barAt, extentOf, findNote, noteOf } from "../sheet.js";
import { edit, shown } from "../shown.js";

const HUMAN = 0.5;
const MANY = 2000;
const nameOf = ({ part, tick, pitch }) => `${part}:${tick}:${pitch}`;
const placeOf = ({ part, tick, pitch }) => ({ part, tick, pitch });
const plain = ({ tick, length, pitch, velocity }) => [tick, length, pitch, velocity];
const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

function moveLocks(pairs) {
  const { notes } = store.state.locks;
  const moved = pairs.filter(([from]) => notes.has(nameOf(from)));
  if (moved.length > 0) {
    const next = new Set(notes);
    moved.forEach(([from]) => next.delete(nameOf(from)));
    moved.forEach(([, to]) => next.add(nameOf(to)));
    store.update((it) => { it.locks = { ...it.locks, notes: next }; });
  }
}

const isNew = ([from, to]) => nameOf(from) !== nameOf(to) || from.length !== to.length || from.velocity !== to.velocity;

/** Puts notes in place of others: `[[from, to], …]`. What a note comes to lie on goes. */
export function replaceNotes(pairs) {
  const real = pairs.filter(isNew);
  if (real.length === 0) {
    return undefined;
  }
  const leaving = new Set(real.map(([from]) => nameOf(from)));
  const coming = new Map(real.map(([, to]) => [nameOf(to), to]));
  const { sheet } = shown;
  const under = [...coming.values()].filter((it) => !leaving.has(nameOf(it)) && findNote(sheet, sheet.parts[it.part], it.tick, it.pitch) >= 0);
  const edits = under.length > 0 ? [{ op: "delete", notes: under.map(placeOf) }] : [];
  if (real.length === 1) {
    const [[from, { tick, length, pitch, velocity }]] = real;
    edits.push({ op: "change", ...placeOf(from), to: { tick, length, pitch, velocity } });
  } else {
    edits.push({ op: "delete", notes: real.map(([from]) => placeOf(from)) });
    for (const [part, notes] of Map.groupBy(coming.values(), (it) => it.part)) {
      edits.push({ op: "add", part, notes: notes.map(plain) });
    }
  }
  const stays = pairs.filter((it) => !isNew(it)).map(([from]) => nameOf(from));
  const done = edit(edits, t("edit.change"));
  if (done) {
    choose([...stays, ...coming.keys()]);
    moveLocks(real);
  }
  return done;
}

/** A note within what MIDI and the piece can hold. */
export const within = (note) => ({ ...note, tick: Math.max(0, Math.round(note.tick)), length: Math.max(1, Math.round(note.length)), pitch: clamp(note.pitch, 0, 127), velocity: clamp(Math.round(note.velocity), 1, 127) });

/** Changes notes one by one: those given, or the chosen ones. */
export const changeNotes = (change, notes = chosenNotes()) => replaceNotes(notes.map((it) => [it, within({ ...it, ...change(it) })]));

/** Moves notes by ticks and semitones; none leaves the piece at its start, nor the keyboard. */
export function moveNotes(ticks, semitones, notes = chosenNotes()) {
  const [first] = extentOf(notes, (it) => it.tick);
  const [low, high] = extentOf(notes, (it) => it.pitch);
  const up = clamp(semitones, -low, 127 - high);
  const on = Math.max(ticks, -first);
  return changeNotes((it) => ({ tick: it.tick + on, pitch: it.pitch + up }), notes);
}

/** Puts notes into a part and chooses them; those that are there already stay as they are. */
export function addNotes(part, notes) {
  const { sheet } = shown;
  const fresh = notes.map(within).filter((it) => findNote(sheet, sheet.parts[part], it.tick, it.pitch) < 0);
  if (fresh.length === 0) {
    return undefined;
  }
  const done = edit([{ op: "add", part, notes: fresh.map(plain) }], t("edit.add"));
  if (done) {
    choose(fresh.map((it) => nameOf({ ...it, part })));
  }
  return done;
}

/** Draws a note and chooses it. */
export const addNote = (note) => addNotes(note.part, [note]);

/** Deletes notes by their names: by default what is chosen. */
export function deleteNotes(keys = meantKeys()) {
  const notes = keys.map((it) => noteOf(shown.sheet, it)).filter(Boolean);
  return notes.length > 0 ? edit([{ op: "delete", notes: notes.map(placeOf) }], t("edit.delete")) : undefined;
}

/** Where a whole edit such as `transpose` acts: parts and bars of the choice. */
function region() {
  const { bars, parts } = chosenRegion();
  return { ...(parts.length > 0 && { parts }), ...(bars && { bars: `${bars[0]}-${bars[1]}` }) };
}

/** Moves what is chosen up or down: notes, or bars and parts. Very many notes that are a whole region
 *  go as one. */
export async function transpose(semitones) {
  if (chosenKeys().size > MANY && areAllChosen()) {
    const { bars, parts } = store.state.selection;
    await edit([{ op: "transpose", ...(parts.size > 0 && { parts: [...parts] }), ...(bars && { bars: `${bars[0]}-${bars[1]}` }), semitones }]);
    return choose(keysIn(bars, parts));
  }
  const notes = chosenNotes();
  return notes.length > 0 ? moveNotes(0, semitones, notes) : edit([{ op: "transpose", ...region(), semitones }]);
}

/** Moves what is chosen onto the grid; the nearest place within its bar. */
export function quantise() {
  const step = gridTicks();
  const notes = chosenNotes();
  if (settings.grid === "off") {
    return undefined;
  }
  if (notes.length === 0) {
    return edit([{ op: "quantise", ...region(), grid: settings.grid, strength: 1 }]);
  }
  const { starts } = shown.sheet;
  return changeNotes((it) => {
    const start = starts[barAt(starts, it.tick)];
    return { tick: start + Math.round((it.tick - start) / step) * step };
  }, notes);
}

/** Brings what is chosen a little off the grid, and makes it louder or softer, as people play. */
export function humanise() {
  const seed = crypto.getRandomValues(new Uint32Array(1))[0];
  const notes = chosenNotes();
  if (notes.length === 0) {
    return edit([{ op: "humanise", ...region(), amount: HUMAN, seed }]);
  }
  const any = () => Math.random() * 2 - 1;
  return changeNotes((it) => ({ tick: it.tick + any() * 12, velocity: it.velocity + any() * 8 }), notes);
}
