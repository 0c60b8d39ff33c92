// What the piece view shows: the song on the table with the edits that are on their way, or the notes
// that have settled of a piece that is being composed. The roll and the list read the same sheet.

import { store } from "../app/store.js";
import { actions } from "../app/actions.js";
import { fail } from "../app/toast.js";
import { withEdits } from "./editing/local.js";
import { sheetOf } from "./sheet.js";

const TICKS_A_WHOLE = 1920;
const listeners = new Set();
// Edits that the server has not answered: [{edits}].
let pending = [];
let sheetSong = null;

/** `song` as it is shown (an empty one if there is none), its `sheet`, and whether it is a sketch of
 *  what is being composed: then the ticks from `until` to `open` are still to come. */
export const shown = { song: null, sheet: sheetOf({ id: "", bar_ticks: [0, TICKS_A_WHOLE], parts: [] }), isSketch: false, until: Infinity, open: Infinity };

/** Calls back when what is shown has changed. */
export function onShown(callback) {
  listeners.add(callback);
  return () => listeners.delete(callback);
}

function barLength(job) {
  const [numerator, denominator] = String(job?.request?.brief?.meter ?? "4/4").split("/").map(Number);
  return (TICKS_A_WHOLE * (numerator || 4)) / (denominator || 4);
}

// The last bar that is written anew; what comes after it stays.
const lastBarOf = (brief) => Math.max(...(brief?.fill ?? [{}]).map(({ bars }) => (bars ? Number(bars.split("-").at(-1)) : Infinity)));

/** The sketch that belongs on the table, as a song: the first piece of a job of this project. */
function sketchSong({ sketch, jobs, project, song }) {
  const job = sketch && jobs.get(sketch.job);
  if (!job || job.project !== project?.id || job.songs.length > 0 || sketch.variation > 1 || job.request?.audition) {
    return null;
  }
  const parts = sketch.parts.map((it) => ({ ...it, notes: [] }));
  for (const [part, ...note] of sketch.notes) {
    parts[part]?.notes.push(note);
  }
  parts.forEach((it) => it.notes.sort((a, b) => a[0] - b[0] || a[2] - b[2]));
  const isOnSong = Boolean(job.request?.material) && job.request.material === song?.id;
  const bars = isOnSong ? [...song.bar_ticks] : [0];
  const step = isOnSong ? bars.at(-1) - bars.at(-2) : barLength(job);
  const n = isOnSong ? Math.max(song.bars, sketch.bars) : Math.max(sketch.bars, job.progress?.of ?? 0);
  while (bars.length <= n) {
    bars.push(bars.at(-1) + step);
  }
  const meters = isOnSong ? song.meters : [];
  const last = isOnSong && n === song.bars ? lastBarOf(job.request.brief) : n;
  return { id: `sketch ${sketch.job}`, parts, bar_ticks: bars, meters, end_tick: bars.at(-1), until: bars[sketch.bars] ?? Infinity, open: bars[last] ?? Infinity };
}

const EMPTY = { id: "", bar_ticks: [0, TICKS_A_WHOLE], parts: [], meters: [] };

function show() {
  const sketch = sketchSong(store.state);
  const base = sketch ?? store.state.song ?? EMPTY;
  const song = sketch || pending.length === 0 ? base : withEdits(base, pending.flatMap((it) => it.edits));
  if (song === sheetSong) {
    return;
  }
  sheetSong = song;
  Object.assign(shown, { song, sheet: sheetOf(song), isSketch: Boolean(sketch), until: sketch?.until ?? Infinity, open: sketch?.open ?? Infinity });
  listeners.forEach((it) => it());
}

/** Whether edits are more than the server takes at once; then it says so. */
function areTooMany(edits) {
  const most = store.state.limits.json_bytes ?? Infinity;
  const isSo = JSON.stringify({ edits }).length > most;
  if (isSo) {
    const n = Math.max(...edits.map((it) => it.notes?.length ?? 0));
    fail(Object.assign(new Error("too many notes at once"), { code: "too_many_notes", values: { n } }));
  }
  return isSo;
}

async function send(entry, label) {
  const song = await actions.edit(entry.edits, label);
  pending = pending.filter((it) => it !== entry);
  show();
  return song;
}

/** Edits the song: it is seen at once, and the server makes a new version of it. `undefined` if that
 *  cannot be. */
export function edit(edits, label) {
  if (edits.length === 0 || !store.state.song || shown.isSketch || areTooMany(edits)) {
    return undefined;
  }
  const entry = { edits };
  pending = [...pending, entry];
  show();
  return send(entry, label);
}

store.watch((it) => [it.song, it.sketch, it.jobs.get(it.sketch?.job)?.songs.length], show);
show();
