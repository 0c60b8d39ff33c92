// The metronome: one buffer with a click on every beat, so that it stays with the music in loops too.

import { beatsOf } from "./tempo.js";

const RATE = 44_100;
const CLICK_S = 0.03;

function writeClick(data, start, frequency, level) {
  const n = Math.min(Math.round(CLICK_S * RATE), data.length - start);
  for (let i = 0; i < n; i++) {
    const fade = Math.exp(-i / (0.006 * RATE));
    data[start + i] += level * fade * Math.sin((2 * Math.PI * frequency * i) / RATE);
  }
}

let kept = { id: null, buffer: null };

/** The clicks of a song. */
export function clickOf(song, map, seconds) {
  if (kept.id !== song.id) {
    const buffer = new AudioBuffer({ length: Math.ceil(seconds * RATE), numberOfChannels: 1, sampleRate: RATE });
    const data = buffer.getChannelData(0);
    for (const [tick, isFirst] of beatsOf(song)) {
      const start = Math.round(map.secondsAt(tick) * RATE);
      if (start < data.length) {
        writeClick(data, start, isFirst ? 1568 : 1046, isFirst ? 0.5 : 0.3);
      }
    }
    kept = { id: song.id, buffer };
  }
  return kept.buffer;
}
