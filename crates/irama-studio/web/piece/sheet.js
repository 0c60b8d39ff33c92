// A sheet: the notes of a song as flat arrays with a table by bar, so that what is seen is found
// without looking at the rest. Knows nothing of the page.

/** The index of the last of `starts` (rising) that is not behind `tick`. */
export function barAt(starts, tick) {
  let [low, high] = [0, Math.max(0, starts.length - 2)];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= tick) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

/** Fills `first` (the first note that begins in a bar or later) and `sounding` (the first note that
 *  is not over when the bar begins) of each bar. */
function countBars(part, starts) {
  const n = starts.length;
  part.first = new Uint32Array(n + 1).fill(part.n);
  part.sounding = new Uint32Array(n + 1).fill(part.n);
  let [begun, held] = [0, 0];
  for (let bar = 0; bar < n; bar++) {
    while (begun < part.n && part.tick[begun] < starts[bar]) {
      begun += 1;
    }
    // Ends do not rise as starts do, but all before `held` are over by now, so they stay so.
    while (held < begun && part.tick[held] + part.length[held] <= starts[bar]) {
      held += 1;
    }
    part.first[bar] = begun;
    part.sounding[bar] = held;
  }
}

function partOf({ name, program, is_drums: isDrums, notes }, starts) {
  const n = notes.length;
  const part = { name, program, isDrums, n, tick: new Uint32Array(n), length: new Uint32Array(n), pitch: new Uint8Array(n), velocity: new Uint8Array(n), low: 127, high: 0 };
  for (let i = 0; i < n; i++) {
    const note = notes[i];
    part.tick[i] = note[0];
    part.length[i] = note[1];
    part.pitch[i] = note[2];
    part.velocity[i] = note[3];
    if (note[2] < part.low) part.low = note[2];
    if (note[2] > part.high) part.high = note[2];
  }
  countBars(part, starts);
  return part;
}

/** The sheet of a song as the server has it. */
export function sheetOf(song) {
  const starts = song.bar_ticks.length > 1 ? song.bar_ticks : [0, 1920];
  const parts = song.parts.map((it) => partOf(it, starts));
  return { id: song.id, starts, meters: song.meters ?? [], end: Math.max(song.end_tick ?? 0, starts.at(-1)), parts, n: parts.reduce((sum, it) => sum + it.n, 0) };
}

/** Calls `visit(i)` for each note of a part that sounds between two ticks, in order; ends early if
 *  it answers `true`. */
export function notesBetween({ starts }, part, from, to, visit) {
  const { tick, length, n } = part;
  for (let i = part.sounding[barAt(starts, Math.max(0, from))]; i < n && tick[i] < to; i++) {
    if (tick[i] + length[i] > from && visit(i)) {
      return;
    }
  }
}

/** The first note of a part that begins at a tick or later. */
export function firstFrom({ starts }, part, at) {
  let i = part.first[barAt(starts, Math.max(0, at))];
  while (i < part.n && part.tick[i] < at) {
    i += 1;
  }
  return i;
}

/** The index of the note at a tick and pitch, or -1. */
export function findNote(sheet, part, tick, pitch) {
  for (let i = part && firstFrom(sheet, part, tick); part && i < part.n && part.tick[i] === tick; i++) {
    if (part.pitch[i] === pitch) {
      return i;
    }
  }
  return -1;
}

/** A note's name among those of its song: `part:tick:pitch`. */
export const keyOf = (idx, part, i) => `${idx}:${part.tick[i]}:${part.pitch[i]}`;

/** Part, tick and pitch of such a name. */
export function placeOfKey(key) {
  const first = key.indexOf(":");
  const second = key.indexOf(":", first + 1);
  return [Number(key.slice(0, first)), Number(key.slice(first + 1, second)), Number(key.slice(second + 1))];
}

/** The least and the greatest of what `read` gives of some things, however many they are. */
export function extentOf(all, read) {
  let [least, most] = [Infinity, -Infinity];
  for (const it of all) {
    const value = read(it);
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return [least, most];
}

/** The note of such a name as `{part, tick, length, pitch, velocity}`, or `null`. */
export function noteOf(sheet, key) {
  const [idx, tick, pitch] = placeOfKey(key);
  const part = sheet.parts[idx];
  const i = findNote(sheet, part, tick, pitch);
  return i < 0 ? null : { part: idx, tick, length: part.length[i], pitch, velocity: part.velocity[i] };
}

/** Where a beat of the bar that begins at `start` is: the ticks of one. */
export function beatTicks({ meters }, start) {
  const meter = meters.findLast((it) => it.tick <= start);
  return 1920 / (meter?.denominator ?? 4);
}
