// A performance: all parts of a song started at one time of the audio context, from one place. It
// knows at every time where it is; changes of gains reach it while it runs.

import { glide, openStrips } from "./desk.js";

const FADE_S = 0.012;
// Short, so that a hit at the very place keeps its edge.
const ATTACK_S = 0.002;

/** Where a performance is at a time: `from` at `at`, round and round in `loop` (all in seconds). */
export function positionAt({ at, from, loop }, time) {
  const place = from + Math.max(0, time - at);
  if (!loop || place < loop[1]) {
    return place;
  }
  return loop[0] + ((place - loop[0]) % (loop[1] - loop[0]));
}

function startSource(context, buffer, strip, { at, from, loop }) {
  const source = new AudioBufferSourceNode(context, { buffer });
  if (loop) {
    Object.assign(source, { loop: true, loopStart: loop[0], loopEnd: loop[1] });
  }
  source.connect(strip.input);
  source.start(at, Math.max(0, from));
  return source;
}

/** Starts the parts `buffers` (each with `makeUp`) with `gains`; `click` is a further one that the
 *  mixer does not know, with its own `clickGain`. */
export function perform(context, output, { buffers, gains, click, clickGain = 0, at, from, loop }) {
  const when = { at, from, loop: loop && from < loop[1] && loop[1] - loop[0] > 0.02 ? loop : null };
  const group = new GainNode(context, { gain: 0 });
  group.gain.setValueAtTime(0, at);
  group.gain.linearRampToValueAtTime(1, at + ATTACK_S);
  group.connect(output);
  const makeUps = buffers.map((it) => it.makeUp ?? 1);
  const factors = (all) => all.map((it, i) => it * makeUps[i]);
  const strips = openStrips(context, factors(gains), group, { meters: true });
  const sources = buffers.map((it, i) => startSource(context, it, strips[i], when));
  if (click) {
    sources.push(startSource(context, click, openStrips(context, [clickGain], group)[0], when));
  }
  const silence = () => {
    group.disconnect();
    sources.forEach((it) => it.disconnect());
  };
  sources[0]?.addEventListener("ended", silence);
  return {
    ...when,
    strips,
    positionAt: (time) => positionAt(when, time),
    setGains: (all) => factors(all).forEach((it, i) => strips[i] && glide(strips[i].gain, it, context.currentTime)),
    /** Fades out at a time, and is over. */
    fadeOut(time = context.currentTime) {
      const now = Math.max(time, context.currentTime);
      group.gain.cancelScheduledValues(now);
      group.gain.setValueAtTime(group.gain.value, now);
      group.gain.linearRampToValueAtTime(0, now + FADE_S);
      sources.forEach((it) => it.stop(now + FADE_S + 0.01));
    },
    /** Lets the last notes ring. */
    leave: () => sources.forEach((it) => { it.loop = false; }),
  };
}
