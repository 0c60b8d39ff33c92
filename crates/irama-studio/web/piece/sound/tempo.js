// Time: where a tick of a song is in seconds, where a second is in ticks, and in which bar and on
// which beat. Knows nothing of the page, so that tests run it without one.

const TICKS_A_QUARTER = 480;
const USUAL_BPM = 120;

/** The last of `list` (sorted by `key`) that is not behind `value`. */
function lastUpTo(list, key, value) {
  let [low, high] = [0, list.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (list[middle][key] <= value) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return list[low];
}

function stretches(tempos) {
  const found = [];
  const sorted = [...tempos].filter((it) => it.bpm > 0).sort((a, b) => a.tick - b.tick);
  if (sorted.length === 0 || sorted[0].tick > 0) {
    sorted.unshift({ tick: 0, bpm: USUAL_BPM });
  }
  let seconds = 0;
  sorted.forEach(({ tick, bpm }, i) => {
    const before = found.at(-1);
    seconds += before ? (tick - before.tick) * before.pace : 0;
    found.push({ tick, seconds, pace: 60 / (bpm * TICKS_A_QUARTER), bpm: sorted[i].bpm });
  });
  return found;
}

/** Converts between ticks and seconds: `{secondsAt, tickAt, bpmAt}`; `tempos` as the song has them. */
export function tempoMap({ tempos = [] } = {}) {
  const all = stretches(tempos);
  return {
    secondsAt(tick) {
      const it = lastUpTo(all, "tick", tick);
      return it.seconds + (tick - it.tick) * it.pace;
    },
    tickAt(seconds) {
      const it = lastUpTo(all, "seconds", seconds);
      return it.tick + (seconds - it.seconds) / it.pace;
    },
    bpmAt: (tick) => lastUpTo(all, "tick", tick).bpm,
  };
}

/** Where a song ends, in ticks: after its last bar and its last note. */
export function endOf({ end_tick = 0, bar_ticks = [], parts = [] }) {
  let end = Math.max(end_tick, bar_ticks.at(-1) ?? 0);
  for (const { notes = [] } of parts) {
    for (const [tick, length] of notes) {
      end = Math.max(end, tick + length);
    }
  }
  return end;
}

/** Bar and beat at a tick, from 1: `{bar, beat}`. Beats are those of the meter's denominator. */
export function placeAt({ bar_ticks: bars = [0], meters = [] }, tick) {
  let [low, high] = [0, Math.max(0, bars.length - 2)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (bars[middle] <= tick) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  const start = bars[low] ?? 0;
  const beat = beatTicks(meters, start);
  const most = Math.max(1, Math.round(((bars[low + 1] ?? start + 4 * beat) - start) / beat));
  return { bar: low + 1, beat: Math.min(most, Math.max(1, Math.floor((tick - start) / beat) + 1)) };
}

/** How many ticks a beat has in the bar that begins at `tick`. */
export function beatTicks(meters, tick) {
  const meter = meters.length > 0 && meters[0].tick <= tick ? lastUpTo(meters, "tick", tick) : null;
  return (4 * TICKS_A_QUARTER) / (meter?.denominator ?? 4);
}

/** All beats of a song: `[tick, whether a bar begins there]`. */
export function beatsOf({ bar_ticks: bars = [], meters = [] }) {
  const beats = [];
  for (let i = 0; i + 1 < bars.length; i++) {
    const step = beatTicks(meters, bars[i]);
    for (let tick = bars[i]; tick < bars[i + 1]; tick += step) {
      beats.push([tick, tick === bars[i]]);
    }
  }
  return beats;
}
