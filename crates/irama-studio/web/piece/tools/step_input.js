// Notes from a MIDI keyboard, step by step: what is held together is written at the playhead, a step of
// the grid long, into the chosen part, and the playhead goes on.

import { store } from "../../app/store.js";
import { focusPart } from "../chosen.js";
import { addNotes } from "../editing/commands.js";
import { gridTicks } from "../settings.js";
import { shown } from "../shown.js";
import { player } from "../sound/player.js";

const [NOTE_ON, NOTE_OFF] = [0x90, 0x80];
const FREE_STEP = 120;

let access = null;
// Keys that are down, and what was played since none was: pitch to velocity.
const down = new Set();
const chord = new Map();

function write() {
  const part = focusPart() ?? shown.sheet.parts.findIndex((it) => !it.isDrums);
  const tick = Math.round(player.currentTick());
  const step = gridTicks() === 1 ? FREE_STEP : gridTicks();
  if (part >= 0 && store.state.play.state !== "playing") {
    addNotes(part, [...chord].map(([pitch, velocity]) => ({ tick, length: step, pitch, velocity })));
    player.seek(tick + step);
  }
  chord.clear();
}

function hear({ data: [status, pitch, velocity] }) {
  const kind = status & 0xf0;
  if (kind === NOTE_ON && velocity > 0) {
    down.add(pitch);
    chord.set(pitch, velocity);
  } else if ((kind === NOTE_OFF || kind === NOTE_ON) && down.delete(pitch) && down.size === 0) {
    write();
  }
}

const listen = (hearing) => access.inputs.forEach((it) => { it.onmidimessage = hearing; });

/** Whether this browser knows of MIDI keyboards. */
export const canPlayIn = () => typeof navigator.requestMIDIAccess === "function";

/** Begins to listen to all keyboards that are plugged in. */
export async function playIn() {
  access = await navigator.requestMIDIAccess().catch(() => {
    throw Object.assign(new Error("refused"), { code: "midi_refused" });
  });
  if (access.inputs.size === 0) {
    throw Object.assign(new Error("no input"), { code: "midi_no_input" });
  }
  listen(hear);
  access.onstatechange = () => listen(hear);
}

/** Listens no more. */
export function stopPlayingIn() {
  if (access) {
    access.onstatechange = null;
    listen(null);
  }
  down.clear();
  chord.clear();
}
