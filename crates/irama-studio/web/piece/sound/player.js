// The player: plays the song on the table, or another one for a listen. What it does stands in
// `store.state.play`; where it is tells `currentTick()`, by the clock of what is heard.

import { wholeSong } from "../../app/songs/songs.js";
import { store } from "../../app/store.js";
import { fail } from "../../app/toast.js";
import { heardTime } from "./clock.js";
import { clickOf } from "./click.js";
import { glide, levelOf, LIMITER_S, openMaster } from "./desk.js";
import { gainsOf } from "./gains.js";
import { isLong, mixOf, performMix } from "./long.js";
import { energies, renderOffline } from "./offline.js";
import { perform } from "./performance.js";
import { keepLoading, stemsOf } from "./stems.js";
import { endOf, tempoMap } from "./tempo.js";

const RATE = 44_100;
const LEAD_S = 0.03;
const WATCH_MS = 60;
const BLOCKED_MS = 4000;
const CLICK_GAIN = 0.7;

let context = null;
let master = null;
/** What sounds: a performance with its `song`, `map`, `end` (ticks) and whether it is an audition. */
let now = null;
/** What sounded until `now` began, for the moment until that is heard. */
let before = null;
let restTick = 0;
let turn = 0;
let watcher = 0;

const { state } = store;

function setPlay(change) {
  store.update((it) => { it.play = { ...it.play, ...change }; });
}

/** The audio context; the first call must come from a gesture. */
function openContext() {
  if (!context) {
    context = new AudioContext({ sampleRate: RATE, latencyHint: "interactive" });
    master = openMaster(context);
    master.input.gain.value = state.play.volume ** 2;
  }
  return context;
}

async function wake() {
  openContext();
  if (context.state === "running") {
    return;
  }
  let timer;
  const blocked = new Promise((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error("blocked"), { code: "sound_blocked" })), BLOCKED_MS);
  });
  await Promise.race([context.resume(), blocked]);
  clearTimeout(timer);
}

const isPlaying = () => Boolean(now && !now.isAudition);
const load = (song) => (isLong(song) ? mixOf(song) : stemsOf(song));
const seconds = (map, range) => range && [map.secondsAt(range[0]), map.secondsAt(range[1])];

function tickOf(it, time) {
  return Math.min(it.end, it.map.tickAt(it.positionAt(time)));
}

/** Where the playhead is, in ticks of the song on the table. */
function currentTick() {
  if (!isPlaying()) {
    return restTick;
  }
  const time = heardTime(context) - LIMITER_S;
  return tickOf(time < now.at && before ? before : now, time);
}

/** Begins to play what was loaded at a tick; whatever sounds makes way at the same moment. */
function begin(song, sound, tick, { isAudition = false, at = context.currentTime + LEAD_S } = {}) {
  const map = tempoMap(song);
  const from = map.secondsAt(tick);
  const loop = isAudition ? null : seconds(map, state.play.loop);
  const gains = gainsOf(isAudition ? null : state.project?.mixer, song.parts);
  const isClicking = !isAudition && Boolean(state.play.metronome);
  before = isPlaying() && !isAudition ? now : null;
  now?.end(at);
  const started = Array.isArray(sound)
    ? perform(context, master.input, { buffers: sound, gains, at, from, loop, click: isClicking && clickOf(context, song, map, sound[0]?.duration ?? 0), clickGain: CLICK_GAIN })
    : performMix(context, master.input, { media: sound, from, loop, at });
  now = { ...started, song, sound, map, end: endOf(song), isAudition };
  clearInterval(watcher);
  watcher = setInterval(watch, WATCH_MS);
}

function watch() {
  if (!now) {
    return;
  }
  const place = now.positionAt(context.currentTime - LIMITER_S);
  if (!now.loop && place >= now.map.secondsAt(now.end)) {
    finish();
  } else if (!now.isAudition) {
    setPlay({ tick: currentTick() });
  }
}

/** The song is over; its last notes ring on. */
function finish() {
  const { isAudition } = now;
  now.leave();
  silence(false);
  if (isAudition) {
    store.update((it) => { it.audition = null; });
  } else {
    restTick = state.play.loop?.[0] ?? 0;
    setPlay({ state: "stopped", tick: restTick });
  }
}

function silence(isFading = true) {
  clearInterval(watcher);
  if (isFading) {
    now?.end();
  }
  now = null;
  before = null;
}

function startOf(tick, song) {
  const { loop } = state.play;
  const end = endOf(song);
  if (loop && (tick < loop[0] || tick >= loop[1])) {
    return loop[0];
  }
  return tick >= end ? 0 : Math.max(0, tick);
}

/** Loads a song and begins, unless something else was asked for meanwhile. */
async function start(song, tick, options) {
  const mine = (turn += 1);
  keepLoading([song.id, state.song?.id]);
  const [sound] = await Promise.all([load(song), wake()]);
  if (mine === turn) {
    begin(song, sound, typeof tick === "function" ? tick() : tick, options);
  }
  return mine === turn;
}

async function play(fromTick) {
  const { song } = state;
  if (!song) {
    return;
  }
  endAudition();
  const tick = startOf(fromTick ?? currentTick(), song);
  restTick = tick;
  if (!isPlaying()) {
    setPlay({ state: "loading", tick });
  }
  try {
    if (await start(song, () => startOf(isPlaying() ? tick : restTick, song))) {
      setPlay({ state: "playing", tick });
    }
  } catch (error) {
    broken(error);
  }
}

function broken(error) {
  if (error?.name === "AbortError") {
    return;
  }
  turn += 1;
  restTick = currentTick();
  silence();
  setPlay({ state: "error", tick: restTick });
  fail(error?.code ? error : Object.assign(new Error(error?.message), { code: "sound_failed" }));
}

function endAudition() {
  if (now?.isAudition) {
    silence();
  }
  if (state.audition) {
    store.update((it) => { it.audition = null; });
  }
}

function rest(name, tick) {
  turn += 1;
  restTick = tick;
  silence();
  setPlay({ state: name, tick });
}

function pause() {
  if (isPlaying() || state.play.state === "loading") {
    rest(isPlaying() ? "paused" : "stopped", currentTick());
  }
}

/** Stops and goes back to the start; only an audition, if one sounds. */
function stop() {
  if (now?.isAudition || (state.audition && !isPlaying())) {
    turn += 1;
    endAudition();
  } else {
    rest("stopped", 0);
  }
}

function seek(tick) {
  const most = state.song ? endOf(state.song) : 0;
  restTick = Math.min(most, Math.max(0, tick));
  if (isPlaying()) {
    begin(now.song, now.sound, restTick);
  }
  setPlay({ tick: restTick });
}

/** Plays another song from its start; what is on the table rests where it is. */
async function audition(songId) {
  pause();
  silence();
  store.update((it) => { it.audition = songId; });
  const mine = (turn += 1);
  openContext();
  try {
    const song = await wholeSong(songId);
    if (mine === turn) {
      await start(song, 0, { isAudition: true });
    }
  } catch (error) {
    if (state.audition === songId) {
      store.update((it) => { it.audition = null; });
    }
    throw error?.code ? error : Object.assign(new Error(error?.message), { code: "sound_failed" });
  }
}

let projectShown = null;

/** Another version goes on where the last one is; another project begins anew. */
async function songChanged(song) {
  const isOther = projectShown !== state.project?.id;
  projectShown = state.project?.id ?? null;
  if (!song || isOther) {
    if (isPlaying() || state.play.state !== "stopped") {
      rest("stopped", 0);
    }
    restTick = 0;
    setPlay({ tick: 0, loop: null });
  }
  if (!song) {
    return;
  }
  if (!isOther && isPlaying() && now.song.id !== song.id) {
    await goOn(song);
  } else if (!isOther && state.play.state === "loading") {
    await play(restTick);
  } else {
    restTick = Math.min(restTick, endOf(song));
    prefetch(song);
  }
}

/** Goes on with a new version at the very place where the old one is. */
async function goOn(song) {
  try {
    const mine = (turn += 1);
    keepLoading([song.id]);
    const sound = await load(song);
    if (mine === turn && isPlaying()) {
      const at = context.currentTime + LEAD_S;
      begin(song, sound, Math.min(endOf(song), tickOf(now, at)), { at });
    }
  } catch (error) {
    broken(error);
  }
}

const whenIdle = globalThis.requestIdleCallback ?? ((run) => setTimeout(run, 300));

function prefetch(song) {
  whenIdle(() => {
    if (state.song?.id === song.id && !isLong(song)) {
      // If this fails, playing says so.
      stemsOf(song).catch(() => {});
    }
  }, { timeout: 1500 });
}

function mixerChanged() {
  if (isPlaying()) {
    now.setGains(gainsOf(state.project?.mixer, now.song.parts));
  }
}

function loopChanged() {
  if (isPlaying()) {
    begin(now.song, now.sound, startOf(currentTick(), now.song));
  }
}

const watches = [
  store.watch((it) => it.song?.id, () => songChanged(state.song)),
  store.watch((it) => it.project?.mixer, mixerChanged),
  store.watch((it) => it.play.loop ?? [], loopChanged),
  store.watch((it) => it.play.metronome, () => isPlaying() && begin(now.song, now.sound, currentTick())),
  store.watch((it) => it.play.volume, (volume) => context && glide(master.input.gain, volume ** 2, context.currentTime)),
];
projectShown = state.project?.id ?? null;
if (state.song) {
  prefetch(state.song);
}

export const player = {
  load, play, pause, stop, seek, audition, currentTick,
  toggle: () => (isPlaying() || state.play.state === "loading" ? pause() : play()),
  /** The level of a part just now, 0 to about 1. */
  level: (idx) => (isPlaying() ? levelOf(now.strips[idx]) : 0),
  /** For tests: the context, the way out, and what sounds. */
  get context() { return context; },
  get output() { return master?.output; },
  get now() { return now; },
  openContext, renderOffline, energies,
  /** Ends everything and lets go of the sound. */
  dispose() {
    rest("stopped", 0);
    watches.forEach((it) => it());
    context?.close();
    context = null;
  },
};
