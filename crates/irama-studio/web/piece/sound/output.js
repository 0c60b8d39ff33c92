// The way out: the audio context, which browsers open only after a gesture, and the master volume.

import { store } from "../../app/store.js";
import { glide, openMaster } from "./desk.js";

const RATE = 44_100;
const BLOCKED_MS = 4000;

let context = null;
let master = null;

// While an instrument plays, the page is silent.
const gainNow = ({ volume, midi }) => (midi ? 0 : volume ** 2);

/** What there is: `{context, input, output}`; `context` is `null` until the first gesture. */
export const output = {
  get context() { return context; },
  get input() { return master?.input; },
  get output() { return master?.output; },
};

/** The audio context; the first call must come from a gesture. */
export function openContext() {
  if (!context) {
    context = new AudioContext({ sampleRate: RATE, latencyHint: "interactive" });
    master = openMaster(context);
    master.input.gain.value = gainNow(store.state.play);
  }
  return context;
}

/** Waits until the context runs; throws if the browser does not let it. */
export async function wake() {
  openContext();
  if (context.state === "running") {
    return;
  }
  let timer;
  const blocked = new Promise((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error("blocked"), { code: "sound_blocked" })), BLOCKED_MS);
  });
  await Promise.race([context.resume(), blocked]).finally(() => clearTimeout(timer));
}

/** Lets go of it. */
export function closeContext() {
  context?.close();
  context = null;
  master = null;
}

store.watch((it) => gainNow(it.play), (gain) => context && glide(master.input.gain, gain, context.currentTime));
