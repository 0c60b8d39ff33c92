// The draft: what the compose panel says, kept in this browser, so that a reload loses nothing.
// Numbers stand as they were typed; brief.js makes a brief of it.

import { store } from "../store.js";

const KEPT = "irama.draft";

/** Families of instruments that a brief can name, in the order of General MIDI; drums first, bass
 *  and keys near the top, as bands are put together. */
export const FAMILIES = ["drums", "bass", "keys", "guitar", "strings", "lead", "pad", "organ", "bells", "brass", "sax", "flute", "choir", "ethnic", "percussion", "effects"];

/** The programs of a family begin at eight times its place in General MIDI. */
export const FIRST_PROGRAM = { keys: 0, bells: 8, organ: 16, guitar: 24, bass: 32, strings: 40, choir: 48, brass: 56, sax: 64, flute: 72, lead: 80, pad: 88, effects: 96, ethnic: 104, percussion: 112 };

const FIELDS = ["pitch", "time", "part", "length", "loudness", "shift"];
/** Fields that can have a temperature of their own. */
export const TEMPERATURE_FIELDS = FIELDS;

const fresh = () => ({
  model: null,
  mode: "new",
  style: "",
  bars: "16",
  temperature: "1",
  seed: String(randomSeed()),
  seedLocked: false,
  variations: 4,
  key: "",
  tempo: "",
  meter: "",
  chords: "",
  plan: "",
  parts: {},
  advanced: { choice: "random", returns: "learned", chord_notes: "all" },
  classic: { notes: "200", temperature: "0.8", mode: "spread", tempo: "120", velocity: "80", duration: "480" },
});

/** A seed that people can read and type. */
export function randomSeed() {
  return crypto.getRandomValues(new Uint32Array(1))[0] % 1_000_000;
}

/** Takes up what was kept. */
export function restoreDraft() {
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    // What cannot be read is begun anew.
  }
  store.update((it) => { it.draft = { ...fresh(), ...kept, mode: "new" }; });
}

/** Changes the draft, and keeps it. */
export function draftChanged(change) {
  store.update((it) => { it.draft = { ...it.draft, ...change }; });
  try {
    localStorage.setItem(KEPT, JSON.stringify(store.state.draft));
  } catch {
    // Full or forbidden: the draft then lasts as long as the page.
  }
}

/** Back to the beginning, but for the model. */
export const resetDraft = () => draftChanged({ ...fresh(), model: store.state.draft.model });
