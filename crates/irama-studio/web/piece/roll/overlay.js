// Draws what lies over the notes: chosen bars, chosen and locked notes, what is being dragged, the
// note under the pointer, and how far a sketch has come.

import { boxOf, hatchLocked, outlineChosen } from "./marks.js";
import { shadeOf } from "./palette.js";

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

function dragged(ink, view, sheet, colours, notes) {
  for (const note of notes) {
    const at = boxOf(view, sheet, note);
    if (at) {
      ink.fillStyle = colours.of(note.part).shades[shadeOf(note.velocity)];
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
  hatchLocked(layer, view, sheet, colours, scene.locks);
  outlineChosen(ink, view, sheet, colours, scene.keys);
  if (scene.hover) {
    const at = boxOf(view, sheet, scene.hover);
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
