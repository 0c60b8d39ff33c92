// Songs for tests of time: a short hit on every beat, while the tempo changes.

const QUARTER = 480;

const number = (value) => {
  const bytes = [value & 127];
  for (let rest = value >> 7; rest > 0; rest >>= 7) {
    bytes.unshift((rest & 127) | 128);
  }
  return bytes;
};

function track(events) {
  const bytes = [];
  let now = 0;
  for (const [tick, message] of events.sort((a, b) => a[0] - b[0])) {
    bytes.push(...number(tick - now), ...message);
    now = tick;
  }
  bytes.push(0, 255, 47, 0);
  const head = Buffer.from("MTrk\0\0\0\0", "latin1");
  head.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([head, Buffer.from(bytes)]);
}

/** A MIDI file with a hit on each of `n` beats; `tempos` are [beat, microseconds a quarter]. */
export function beatsFile(n, tempos) {
  const micros = (it) => [it >> 16, (it >> 8) & 255, it & 255];
  const map = track(tempos.map(([beat, it]) => [beat * QUARTER, [255, 81, 3, ...micros(it)]]));
  const hits = track(Array.from({ length: n }, (_, i) => [[i * QUARTER, [0x99, 37, 120]], [i * QUARTER + 60, [0x89, 37, 0]]]).flat());
  const head = Buffer.from("MThd\0\0\0\x06\0\x01\0\x02\x01\xe0", "latin1");
  return Buffer.concat([head, map, hits]);
}

/** When each of `n` beats is, in seconds, added up beat by beat. */
export function beatTimes(n, tempos) {
  const times = [];
  let seconds = 0;
  for (let beat = 0; beat < n; beat++) {
    times.push(seconds);
    const [, micros] = tempos.filter(([from]) => from <= beat).at(-1);
    seconds += micros / 1e6;
  }
  return times;
}
