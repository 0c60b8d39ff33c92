// Edits as the page shows them until the server has answered: notes taken away, added and changed.
// What does not fit is passed over; the server has the last word. Knows nothing of the page.

const isAt = (tick, pitch) => (note) => note[0] === tick && note[2] === pitch;
const inOrder = (a, b) => a[0] - b[0] || a[2] - b[2];

function deleted(parts, { notes }) {
  const gone = Map.groupBy(notes, (it) => it.part);
  return parts.map((part, idx) => {
    const places = gone.get(idx) && new Set(gone.get(idx).map((it) => `${it.tick}:${it.pitch}`));
    return places ? { ...part, notes: part.notes.filter((it) => !places.has(`${it[0]}:${it[2]}`)) } : part;
  });
}

function added(parts, { part, notes }) {
  return parts.map((it, idx) => {
    if (idx !== part) {
      return it;
    }
    const known = new Set(it.notes.map((note) => `${note[0]}:${note[2]}`));
    const fresh = notes.filter((note) => !known.has(`${note[0]}:${note[2]}`));
    return { ...it, notes: [...it.notes, ...fresh].sort(inOrder) };
  });
}

function changed(parts, { part, tick, pitch, to }) {
  const notes = parts[part]?.notes ?? [];
  const at = notes.findIndex(isAt(tick, pitch));
  if (at < 0) {
    return parts;
  }
  const [, length, , velocity] = notes[at];
  const note = [to.tick ?? tick, to.length ?? length, to.pitch ?? pitch, to.velocity ?? velocity];
  return parts.map((it, idx) => (idx === part ? { ...it, notes: notes.with(at, note).sort(inOrder) } : it));
}

const DO = {
  delete: deleted,
  add: added,
  change: changed,
  rename: (parts, { part, name }) => parts.map((it, idx) => (idx === part ? { ...it, name } : it)),
  program: (parts, { part, program }) => parts.map((it, idx) => (idx === part ? { ...it, program } : it)),
};

/** A song with edits done to it. */
export function withEdits(song, edits) {
  const parts = edits.reduce((all, edit) => (DO[edit.op] ? DO[edit.op](all, edit) : all), song.parts);
  if (parts === song.parts) {
    return song;
  }
  return { ...song, parts, bar_ticks: longEnough(song, edits) };
}

// A note behind the end makes the piece longer by whole bars.
function longEnough({ bar_ticks: ticks }, edits) {
  let last = 0;
  for (const edit of edits) {
    for (const [tick, length] of edit.op === "add" ? edit.notes : []) {
      last = Math.max(last, tick + length);
    }
  }
  const bars = [...ticks];
  const step = bars.length > 1 ? bars.at(-1) - bars.at(-2) : 1920;
  while (bars.at(-1) < last && bars.length < 100_000) {
    bars.push(bars.at(-1) + step);
  }
  return bars;
}
