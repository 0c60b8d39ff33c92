// The player: plays the song on the table, or another one for a listen. What it does stands in
// `store.state.play`; where it is tells `currentTick()`, by the clock of what is heard.

import { wholeSong } from "../../app/songs/songs.js";
import { store } from "../../app/store.js";
import { fail } from "../../app/toast.js";
import { followStore } from "./follow.js";
import { isLong, mixOf, touchMix } from "./long.js";
import { energies, renderOffline } from "./offline.js";
import { closeContext, openContext, output, wake } from "./output.js";
import { begin, clear, heardTick, isOver, nextPlace, stage } from "./stage.js";
import { keepLoading, stemsOf } from "./stems.js";
import { endOf } from "./tempo.js";

const WATCH_MS = 60;
const { state } = store;

let restTick = 0;
// Counts what was asked for, so that what was loaded too late is not played.
let turn = 0;
let watcher = 0;

const setPlay = (change) => store.update((it) => { it.play = { ...it.play, ...change }; });
const load = (song) => (isLong(song) ? mixOf(song) : stemsOf(song));
const withCode = (error) => (typeof error?.code === "string" ? error : Object.assign(new Error(error?.message), { code: "sound_failed" }));
const currentTick = () => heardTick() ?? restTick;

function watch() {
  if (stage.now && isOver()) {
    finish();
  } else if (stage.isPlaying) {
    setPlay({ tick: currentTick() });
  }
}

function enter(...given) {
  begin(...given);
  stage.now.ready?.catch(broken);
  clearInterval(watcher);
  watcher = setInterval(watch, WATCH_MS);
}

function leave(options) {
  clearInterval(watcher);
  clear(options);
}

/** The song is over; its last notes ring on. */
function finish() {
  const { isAudition } = stage.now;
  leave({ isRinging: true });
  if (isAudition) {
    store.update((it) => { it.audition = null; });
  } else {
    restTick = state.play.loop?.[0] ?? 0;
    setPlay({ state: "stopped", tick: restTick });
  }
}

/** Where playing begins if a tick is asked for: in the loop, and not at the very end. */
function startOf(tick, song) {
  const { loop } = state.play;
  if (loop && (tick < loop[0] || tick >= loop[1])) {
    return loop[0];
  }
  return tick >= endOf(song) ? 0 : Math.max(0, tick);
}

/** Loads a song and begins at `tickNow()`, unless something else was asked for meanwhile. */
async function start(song, tickNow, options) {
  const mine = (turn += 1);
  keepLoading([song.id, state.song?.id]);
  if (isLong(song)) {
    touchMix();
  }
  const [sound] = await Promise.all([load(song), wake()]);
  if (mine === turn) {
    enter(song, sound, tickNow(), options);
  }
  return mine === turn;
}

async function play(fromTick) {
  const { song } = state;
  if (!song) {
    return;
  }
  endAudition();
  restTick = startOf(fromTick ?? currentTick(), song);
  if (!stage.isPlaying) {
    setPlay({ state: "loading", tick: restTick });
  }
  try {
    if (await start(song, () => startOf(restTick, song))) {
      setPlay({ state: "playing", tick: restTick });
    }
  } catch (error) {
    broken(error);
  }
}

function broken(error) {
  if (error?.name !== "AbortError") {
    rest("error", currentTick());
    fail(withCode(error));
  }
}

function rest(name, tick) {
  turn += 1;
  restTick = tick;
  leave();
  setPlay({ state: name, tick });
}

function endAudition() {
  if (stage.now?.isAudition) {
    leave();
  }
  if (state.audition) {
    store.update((it) => { it.audition = null; });
  }
}

function pause() {
  if (stage.isPlaying || state.play.state === "loading") {
    rest(stage.isPlaying ? "paused" : "stopped", currentTick());
  }
}

/** Stops and goes back to the start; if another song sounds for a listen, ends only that. */
function stop() {
  if (stage.now?.isAudition || (state.audition && !stage.isPlaying)) {
    turn += 1;
    endAudition();
  } else {
    rest("stopped", 0);
  }
}

/** Goes to a tick, and plays on from there if it plays. */
function seek(tick) {
  restTick = Math.min(state.song ? endOf(state.song) : 0, Math.max(0, tick));
  if (stage.isPlaying) {
    enter(stage.now.song, stage.now.sound, restTick);
  }
  setPlay({ tick: restTick });
}

/** Plays another song from its start; what is on the table rests where it is. */
async function audition(songId) {
  pause();
  leave();
  store.update((it) => { it.audition = songId; });
  const mine = (turn += 1);
  openContext();
  try {
    const song = await wholeSong(songId);
    if (mine === turn) {
      await start(song, () => 0, { isAudition: true });
    }
  } catch (error) {
    if (error?.name === "AbortError") {
      return;
    }
    if (state.audition === songId) {
      store.update((it) => { it.audition = null; });
    }
    throw withCode(error);
  }
}

/** Goes on with a new version at the very place where the old one is. */
async function goOn(song) {
  try {
    const mine = (turn += 1);
    keepLoading([song.id]);
    const sound = await load(song);
    if (mine === turn && stage.isPlaying) {
      const { at, tick } = nextPlace();
      enter(song, sound, Math.min(endOf(song), tick), { at });
    }
  } catch (error) {
    broken(error);
  }
}

/** Begins anew where it is, as loop or metronome have changed. */
function restart() {
  if (stage.isPlaying) {
    const { song, sound } = stage.now;
    const { at, tick } = nextPlace();
    enter(song, sound, startOf(tick, song), { at });
  }
}

export const player = {
  load, play, pause, stop, seek, audition, currentTick, goOn, restart, rest,
  toggle: () => (stage.isPlaying || state.play.state === "loading" ? pause() : play()),
  level: stage.level,
  /** For tests: the context, the way out, and what sounds. */
  get context() { return output.context; },
  get output() { return output.output; },
  get now() { return stage.now; },
  openContext, renderOffline, energies,
  /** Ends everything and lets go of the sound. */
  dispose() {
    rest("stopped", 0);
    endFollowing();
    closeContext();
  },
};

const endFollowing = followStore(player);
