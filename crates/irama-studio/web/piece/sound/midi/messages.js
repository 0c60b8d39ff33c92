// A song as MIDI messages in time, and which of them fall into a stretch of a performance. Knows
// nothing of the page, so that tests run it without one.

const DRUMS = 9;
const OTHERS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15];

/** The channel of each part: drums have their own, more than fifteen others share. */
export function channelsOf(parts) {
  let n = 0;
  return parts.map((it) => (it.is_drums ? DRUMS : OTHERS[n++ % OTHERS.length]));
}

/** What is sent before the first note: the instrument of each part. */
export function programsOf(parts) {
  const channels = channelsOf(parts);
  return parts.map((it, i) => [0xc0 | channels[i], it.program ?? 0]);
}

/** All notes as `{seconds, part, data}`, in time; the end of one goes before the beginning of the
 *  next of the same pitch. */
export function messagesOf({ parts }, map) {
  const channels = channelsOf(parts);
  const all = parts.flatMap(({ notes }, part) => notes.flatMap(([tick, length, pitch, velocity]) => [
    { seconds: map.secondsAt(tick), part, data: [0x90 | channels[part], pitch, velocity] },
    { seconds: map.secondsAt(tick + length), part, data: [0x80 | channels[part], pitch, 64] },
  ]));
  return all.sort((a, b) => a.seconds - b.seconds || (a.data[0] & 0x10) - (b.data[0] & 0x10));
}

/** The index of the first message at or after `seconds`. */
function firstAt(messages, seconds) {
  let [low, high] = [0, messages.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (messages[middle].seconds < seconds) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** What is due from `start` to `end` (seconds since the performance began, which goes from `from`
 *  round in `loop`): `[seconds since it began, message]`; `null` for a message where it goes round. */
export function dueIn(messages, { from, loop }, start, end) {
  const due = [];
  for (let at = start; at < end;) {
    const first = loop ? loop[1] - from : Infinity;
    const round = loop ? loop[1] - loop[0] : Infinity;
    const turns = at < first ? 0 : 1 + Math.floor((at - first) / round + 1e-9);
    const turnStart = turns === 0 ? 0 : first + (turns - 1) * round;
    const turnEnd = turns === 0 ? first : turnStart + round;
    const place = (turns === 0 ? from : loop[0]) - turnStart;
    if (turns > 0 && at <= turnStart) {
      due.push([turnStart, null]);
    }
    const to = Math.min(end, turnEnd);
    for (let i = firstAt(messages, at + place - 1e-9); i < messages.length && messages[i].seconds < to + place - 1e-9; i++) {
      due.push([messages[i].seconds - place, messages[i]]);
    }
    at = to;
  }
  return due;
}
