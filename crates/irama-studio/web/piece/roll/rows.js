// The rows of the roll from top to bottom: keys of the piano and, below, a lane for each drum. If one
// part is looked at, only the rows that it needs.

const MARGIN = 9;
const LEAST_KEYS = 30;
const [LOWEST, HIGHEST] = [0, 127];
/** Drums that always have a lane where a drum part is edited. */
const USUAL_DRUMS = [35, 36, 37, 38, 39, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 53, 54, 56];

// Rows stay where they are while notes come and go, as long as all have room and not too much.
const hasRoom = (low, high, before) => before && low >= before.low && high <= before.high && low - before.low <= 3 * MARGIN && before.high - high <= 3 * MARGIN;

function keysOf(parts, before) {
  let [low, high] = [127, 0];
  for (const part of parts) {
    low = Math.min(low, part.n > 0 ? part.low : 127);
    high = Math.max(high, part.n > 0 ? part.high : 0);
  }
  if (low > high) {
    [low, high] = [54, 72];
  }
  if (hasRoom(low, high, before)) {
    return { low: before.low, high: before.high, played: [low, high] };
  }
  const more = Math.max(MARGIN, Math.ceil((LEAST_KEYS - (high - low)) / 2));
  return { low: Math.max(LOWEST, low - more), high: Math.min(HIGHEST, high + more), played: [low, high] };
}

function drumsOf(parts, isEdited, before) {
  const used = new Set([...(isEdited ? USUAL_DRUMS : []), ...(before?.drums ?? [])]);
  for (const { pitch } of parts) {
    pitch.forEach((it) => used.add(it));
  }
  return [...used].sort((a, b) => b - a);
}

/** `{list, ofKey, ofDrum, played}`: each row is `{kind, pitch}` with kind `key`, `drum` or `gap`;
 *  `ofKey` and `ofDrum` give the row of a pitch or -1; `played` the first and last row with notes.
 *  `before` are rows to keep, if they do. */
export function rowsOf({ parts }, focus, before = null) {
  const chosen = focus === null ? parts : [parts[focus]];
  const [drums, pitched] = [chosen.filter((it) => it.isDrums), chosen.filter((it) => !it.isDrums)];
  const list = [];
  const played = [Infinity, -Infinity];
  const extent = { low: 0, high: -1, drums: [] };
  const [ofKey, ofDrum] = [new Int16Array(128).fill(-1), new Int16Array(128).fill(-1)];
  const mark = (row) => {
    played[0] = Math.min(played[0], row);
    played[1] = Math.max(played[1], row);
  };
  if (pitched.length > 0 || drums.length === 0) {
    const { low, high, played: [lowest, highest] } = keysOf(pitched, before?.extent);
    Object.assign(extent, { low, high });
    for (let pitch = high; pitch >= low; pitch--) {
      ofKey[pitch] = list.length;
      list.push({ kind: "key", pitch });
    }
    mark(ofKey[highest]);
    mark(ofKey[lowest]);
  }
  if (drums.length > 0) {
    if (list.length > 0) {
      list.push({ kind: "gap", pitch: -1 });
    }
    extent.drums = drumsOf(drums, focus !== null, before?.extent);
    for (const pitch of extent.drums) {
      ofDrum[pitch] = list.length;
      mark(list.length);
      list.push({ kind: "drum", pitch });
    }
  }
  return { list, ofKey, ofDrum, played, extent };
}

const BLACK = new Set([1, 3, 6, 8, 10]);
/** Whether a pitch is a black key. */
export const isBlack = (pitch) => BLACK.has(pitch % 12);
