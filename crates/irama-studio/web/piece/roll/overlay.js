// Draws what lies over the notes: chosen bars, chosen and locked notes, what is being dragged, the
// note under the pointer, and how far a sketch has come.

import { barAt, findNote, notesBetween } from "../sheet.js";

function box(view, sheet, { part, tick, length, pitch }) {
  const row = sheet.parts[part] ? view.rowOf(sheet.parts[part], pitch) : -1;
  if (row < 0) {
    return null;
  }
  const x = view.xOf(tick);
  const width = Math.max(3, length * view.scale - 1);
  const isSeen = x + width > 0 && x < view.width;
  return isSeen ? [Math.round(x), Math.round(view.yOf(row)), width, Math.max(3, view.rowHeight - 1)] : null;
}

function bars(ink, view, colours, { bars: range, parts }) {
  if (!range) {
    return;
  }
  const { starts } = view.sheet;
  const from = view.xOf(starts[range[0] - 1]);
  const to = view.xOf(starts[range[1]] ?? starts.at(-1));
  ink.globalAlpha = parts.size > 0 ? 0.6 : 1;
  ink.fillStyle = colours.selection;
  ink.fillRect(from, 0, to - from, view.height);
  ink.globalAlpha = 1;
  ink.fillStyle = colours.focus;
  ink.fillRect(Math.round(from), 0, 1, view.height);
  ink.fillRect(Math.round(to) - 1, 0, 1, view.height);
}

function outlines(ink, view, sheet, colours, keys) {
  const [from, to] = view.ticks();
  ink.strokeStyle = colours.ink;
  ink.lineWidth = 1.5;
  for (const key of keys) {
    const [part, tick, pitch] = key.split(":").map(Number);
    if (tick > to || !sheet.parts[part]) {
      continue;
    }
    const i = findNote(sheet, sheet.parts[part], tick, pitch);
    if (i < 0 || tick + sheet.parts[part].length[i] < from) {
      continue;
    }
    const at = box(view, sheet, { part, tick, length: sheet.parts[part].length[i], pitch });
    if (at) {
      ink.strokeRect(at[0] + 0.25, at[1] + 0.25, at[2], at[3] - 0.5);
    }
  }
}

/** Marks locked notes: a hatch in the colour of the paper. */
function hatch(ink, colours, [x, y, width, height]) {
  ink.save();
  ink.beginPath();
  ink.rect(x, y, width, height);
  ink.clip();
  ink.strokeStyle = colours.paper;
  ink.lineWidth = 1.6;
  ink.beginPath();
  for (let at = x - height; at < x + width; at += 5) {
    ink.moveTo(at, y + height);
    ink.lineTo(at + height, y);
  }
  ink.stroke();
  ink.restore();
}

function locked(ink, view, sheet, colours, locks) {
  if (locks.bars.size + locks.parts.size + locks.notes.size === 0) {
    return;
  }
  const [from, to] = view.ticks();
  sheet.parts.forEach((part, idx) => notesBetween(sheet, part, from, to, (i) => {
    const isHeld = locks.parts.has(idx) || locks.bars.has(barAt(sheet.starts, part.tick[i]) + 1) || locks.notes.has(`${idx}:${part.tick[i]}:${part.pitch[i]}`);
    const at = isHeld && box(view, sheet, { part: idx, tick: part.tick[i], length: part.length[i], pitch: part.pitch[i] });
    if (at) {
      hatch(ink, colours, at);
    }
  }));
}

function dragged(ink, view, sheet, colours, notes) {
  for (const note of notes) {
    const at = box(view, sheet, note);
    if (at) {
      ink.fillStyle = colours.of(note.part).full;
      ink.fillRect(...at);
      ink.strokeStyle = colours.ink;
      ink.lineWidth = 1.5;
      ink.strokeRect(at[0] + 0.25, at[1] + 0.25, at[2], at[3] - 0.5);
    }
  }
}

function sketched(ink, view, colours, { until, open }) {
  const x = Math.round(view.xOf(until));
  if (until < Math.min(open, view.sheet.end) && x < view.width) {
    ink.fillStyle = colours.selection;
    ink.fillRect(x, 0, Math.min(view.width, view.xOf(open)) - x, view.height);
    ink.fillStyle = colours.accent;
    ink.fillRect(x, 0, 2, view.height);
  }
}

/** Draws the layer. `scene` is `{selection, locks, keys, drag, marquee, hover, until, open}`. */
export function drawOverlay(layer, view, colours, scene) {
  const { ink } = layer;
  const { sheet } = view;
  layer.clear();
  bars(ink, view, colours, scene.selection);
  sketched(ink, view, colours, scene);
  locked(ink, view, sheet, colours, scene.locks);
  outlines(ink, view, sheet, colours, scene.keys);
  if (scene.hover) {
    const at = box(view, sheet, scene.hover);
    ink.strokeStyle = colours.soft;
    ink.lineWidth = 1;
    if (at) {
      ink.strokeRect(at[0] + 0.5, at[1] + 0.5, at[2] - 0.5, at[3] - 1);
    }
  }
  dragged(ink, view, sheet, colours, scene.drag ?? []);
  if (scene.marquee) {
    const { x, y, width, height } = scene.marquee;
    ink.fillStyle = colours.selection;
    ink.fillRect(x, y, width, height);
    ink.strokeStyle = colours.focus;
    ink.lineWidth = 1;
    ink.strokeRect(x + 0.5, y + 0.5, width, height);
  }
}
