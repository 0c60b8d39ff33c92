// Drags over the notes: moving, making longer or louder, drawing, and choosing with a rectangle. Each
// is `{move(point), end()}`; a point is `{x, y, isFree}`, free of the grid.

import { addNote, replaceNotes, within } from "../editing/commands.js";
import { choose, chosenKeys, chosenNotes } from "../chosen.js";
import { gridTicks } from "../settings.js";
import { extentOf } from "../sheet.js";
import { shown } from "../shown.js";
import { keysWithin, snapped } from "./hit.js";

const SHORTEST = 30;
const LEVELS_A_PIXEL = 0.75;

const isSameNote = (a, b) => a.part === b.part && a.tick === b.tick && a.pitch === b.pitch;

function show(roll, drag) {
  roll.scene.drag = drag;
  roll.touch("overlay");
}

// Drums move from lane to lane, other notes by semitones.
function pitchMoved({ rows }, note, rowsUp) {
  if (!shown.sheet.parts[note.part].isDrums) {
    return note.pitch + rowsUp;
  }
  const row = rows.ofDrum[note.pitch] - rowsUp;
  return rows.list[row]?.kind === "drum" ? rows.list[row].pitch : note.pitch;
}

/** Moves the chosen notes; `held` is the one in hand. */
export function moving(roll, held, start) {
  const { view } = roll;
  const notes = chosenNotes();
  const [first] = extentOf(notes, (it) => it.tick);
  const isMixed = new Set(notes.map((it) => shown.sheet.parts[it.part].isDrums)).size > 1;
  const row = view.rowAt(start.y);
  const from = view.tickAt(start.x);
  let pairs = [];
  return {
    move({ x, y, isFree }) {
      const target = snapped(held.tick + view.tickAt(x) - from, { isFree });
      const on = Math.max(target - held.tick, -first);
      const up = row - view.rowAt(y);
      pairs = notes.map((it) => [it, within({ ...it, tick: it.tick + on, pitch: isMixed && shown.sheet.parts[it.part].isDrums ? it.pitch : pitchMoved(view, it, up) })]);
      show(roll, pairs.map(([, to]) => to));
      return pairs.find(([it]) => isSameNote(it, held))?.[1];
    },
    end() {
      show(roll, null);
      replaceNotes(pairs);
    },
  };
}

/** Makes the chosen notes longer or shorter by their ends. */
export function resizing(roll, held) {
  const { view } = roll;
  const notes = chosenNotes();
  let pairs = [];
  return {
    move({ x, isFree }) {
      const end = snapped(view.tickAt(x), { isFree });
      const more = Math.max(end, held.tick + Math.min(held.length, isFree ? 1 : SHORTEST)) - (held.tick + held.length);
      pairs = notes.map((it) => [it, within({ ...it, length: Math.max(Math.min(it.length, SHORTEST), it.length + more) })]);
      show(roll, pairs.map(([, to]) => to));
      return pairs.find(([it]) => isSameNote(it, held))?.[1];
    },
    end() {
      show(roll, null);
      replaceNotes(pairs);
    },
  };
}

/** Makes the chosen notes louder or softer, by how far the pointer goes up or down. */
export function shading(roll, held, start) {
  const notes = chosenNotes();
  let pairs = [];
  return {
    move({ y }) {
      const more = Math.round((start.y - y) * LEVELS_A_PIXEL);
      pairs = notes.map((it) => [it, within({ ...it, velocity: it.velocity + more })]);
      show(roll, pairs.map(([, to]) => to));
      return pairs.find(([it]) => isSameNote(it, held))?.[1];
    },
    end() {
      show(roll, null);
      replaceNotes(pairs);
    },
  };
}

/** Draws a note from where the pointer is to where it goes. */
export function drawing(roll, note) {
  const { view } = roll;
  let drawn = note;
  show(roll, [drawn]);
  return {
    move({ x, isFree }) {
      const step = isFree ? 1 : gridTicks();
      const end = snapped(view.tickAt(x), { isFree, round: Math.ceil });
      drawn = { ...note, length: Math.max(step, SHORTEST, end - note.tick) };
      show(roll, [drawn]);
      return drawn;
    },
    end() {
      show(roll, null);
      addNote(drawn);
    },
  };
}

/** Chooses what a rectangle touches, beside what was chosen before if `isMore`. */
export function choosing(roll, start, isMore) {
  const { view, scene } = roll;
  const before = isMore ? [...chosenKeys()] : [];
  const origin = { tick: view.tickAt(start.x), y: start.y + view.top };
  return {
    move({ x, y }) {
      const from = { x: view.xOf(origin.tick), y: origin.y - view.top };
      scene.marquee = { x: Math.min(from.x, x), y: Math.min(from.y, y), width: Math.abs(x - from.x), height: Math.abs(y - from.y) };
      choose([...before, ...keysWithin(roll, scene.marquee)]);
    },
    end() {
      scene.marquee = null;
      roll.touch("overlay");
    },
  };
}
