// The order of the note list: notes of all parts, or of some, by time and pitch. Knows nothing of the
// page.

// Time and place among all notes fit into one number, which sorts fast.
const PLACES = 2 ** 22;

/** The notes of `parts` (all if none) in order: `{n, at(i)}` gives `{part, i}`. */
export function orderOf({ parts: all, n: total }, parts) {
  const starts = [];
  let n = 0;
  all.forEach((part, idx) => {
    starts.push(n);
    n += parts.size === 0 || parts.has(idx) ? part.n : 0;
  });
  if (total >= PLACES) {
    throw new RangeError(`${total} notes are more than the list can hold`);
  }
  const keys = new Float64Array(n);
  let at = 0;
  all.forEach((part, idx) => {
    for (let i = 0; (parts.size === 0 || parts.has(idx)) && i < part.n; i++) {
      keys[at] = part.tick[i] * PLACES + at;
      at += 1;
    }
  });
  keys.sort();
  const partOf = (place) => {
    let idx = all.length - 1;
    while (starts[idx] > place || (parts.size > 0 && !parts.has(idx))) {
      idx -= 1;
    }
    return idx;
  };
  return {
    n,
    at(i) {
      const place = keys[i] % PLACES;
      const part = partOf(place);
      return { part, i: place - starts[part] };
    },
    /** Where a note is in the list, or -1. */
    find({ part, i }) {
      const place = starts[part] + i;
      const key = all[part] ? all[part].tick[i] * PLACES + place : -1;
      let [low, high] = [0, n - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (keys[middle] < key) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return keys[low] === key ? low : -1;
    },
  };
}
