// The stage: what sounds just now, where it is, and how one performance makes way for the next.

import { store } from "../../app/store.js";
import { clickOf } from "./click.js";
import { heardTime } from "./clock.js";
import { levelOf, LIMITER_S } from "./desk.js";
import { gainsOf } from "./gains.js";
import { performMix } from "./long.js";
import { output } from "./output.js";
import { perform } from "./performance.js";
import { endOf, tempoMap } from "./tempo.js";

const LEAD_S = 0.03;
const CLICK_GAIN = 0.7;
const { state } = store;

/** What sounds: a performance with its `song`, `sound`, `map`, `lastTick` and `isAudition`. */
let now = null;
/** What sounded until `now` began, for the moment until that is heard. */
let before = null;

export const stage = {
  get now() { return now; },
  /** Whether the song on the table sounds. */
  get isPlaying() { return Boolean(now && !now.isAudition); },
  /** The level of a part just now, 0 to about 1. */
  level: (idx) => (stage.isPlaying ? levelOf(now.strips[idx]) : 0),
};

const seconds = (map, range) => range && [map.secondsAt(range[0]), map.secondsAt(range[1])];
const tickOf = (it, time) => Math.min(it.lastTick, it.map.tickAt(it.positionAt(time)));

/** Where the playhead is, by what is heard; `null` if the song on the table does not sound. */
export function heardTick() {
  if (!stage.isPlaying) {
    return null;
  }
  const time = heardTime(output.context) - LIMITER_S;
  return tickOf(time < now.at && before ? before : now, time);
}

/** When the next performance begins at the earliest, and where the one that sounds will be then. */
export function nextPlace() {
  const at = output.context.currentTime + LEAD_S;
  return { at, tick: now ? tickOf(now, at) : 0 };
}

/** Whether what sounds has come to its end. */
export const isOver = () => !now.loop && now.positionAt(output.context.currentTime - LIMITER_S) >= now.map.secondsAt(now.lastTick);

/** Begins to play what was loaded at a tick; whatever sounds makes way at the same moment. */
export function begin(song, sound, tick, { isAudition = false, at = output.context.currentTime + LEAD_S } = {}) {
  const { context, input } = output;
  const map = tempoMap(song);
  const place = { at, from: map.secondsAt(tick), loop: isAudition ? null : seconds(map, state.play.loop) };
  if (!stage.isPlaying || isAudition) {
    before = null;
  } else if (now.at <= context.currentTime) {
    before = now;
  }
  now?.fadeOut(at);
  const gains = gainsOf(isAudition ? null : state.project?.mixer, song.parts);
  const click = !isAudition && state.play.metronome && Array.isArray(sound) && sound[0] && clickOf(song, map, sound[0].duration);
  const started = Array.isArray(sound)
    ? perform(context, input, { ...place, buffers: sound, gains, click, clickGain: CLICK_GAIN })
    : performMix(context, input, { ...place, url: sound.url });
  now = { ...started, song, sound, map, lastTick: endOf(song), isAudition };
}

/** Ends what sounds; its last notes may ring on. */
export function clear({ isRinging = false } = {}) {
  if (isRinging) {
    now?.leave();
  } else {
    now?.fadeOut();
  }
  now = null;
  before = null;
}
