// Edits by chance, such as a person might make, that fit the song they are for.

/** Chance from a seed: numbers from 0 to 1. */
export function chanceOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** One to three edits of one kind for a song. */
export function randomEdits(song, chance) {
  const below = (n) => Math.floor(chance() * n);
  const full = song.parts.map((it, idx) => [it, idx]).filter(([it]) => it.notes.length > 4);
  const [part, idx] = full[below(full.length)];
  const [tick, length, pitch, velocity] = part.notes[below(part.notes.length)];
  const bar = 1 + below(song.bars);
  const free = (wanted) => {
    const taken = new Set(part.notes.map((it) => `${it[0]}:${it[2]}`));
    let place = wanted;
    while (taken.has(`${place[0]}:${place[1]}`)) {
      place = [place[0] + 7, place[1]];
    }
    return place;
  };
  const kinds = {
    delete: () => [{ op: "delete", notes: [{ part: idx, tick, pitch }] }],
    add() {
      const [at, key] = free([below(song.end_tick), 30 + below(60)]);
      return [{ op: "add", part: idx, notes: [[at, 60 + below(900), key, 1 + below(127)]] }];
    },
    move() {
      const [at, key] = free([Math.max(0, tick + below(960) - 480), Math.min(127, Math.max(0, pitch + below(13) - 6))]);
      return [{ op: "change", part: idx, tick, pitch, to: { tick: at, pitch: key, length, velocity } }];
    },
    resize: () => [{ op: "change", part: idx, tick, pitch, to: { length: 30 + below(1200), velocity: 1 + below(127) } }],
    transpose: () => [{ op: "transpose", parts: [idx], bars: `${bar}`, semitones: below(2) === 0 ? 1 : -1 }],
    quantise: () => [{ op: "quantise", parts: [idx], bars: `${bar}`, grid: "1/16", strength: 1 }],
    humanise: () => [{ op: "humanise", parts: [idx], bars: `${bar}`, amount: 0.4, seed: below(1000) }],
    tempo: () => [{ op: "tempo", bpm: 60 + below(120) }],
    program: () => [{ op: "program", part: idx, program: below(128) }],
    rename: () => [{ op: "rename", part: idx, name: `Part ${below(1000)}` }],
  };
  const names = Object.keys(kinds);
  return kinds[names[below(names.length)]]();
}
