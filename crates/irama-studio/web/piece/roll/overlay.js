// Draws what lies over the notes and their marks: what is being dragged, the note under the pointer,
// and how far a sketch has come. It changes with each move of the pointer, so it is a layer of its own.

import { boxOf } from "./marks.js";
import { shadeOf } from "./palette.js";

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

/** Draws the layer. `scene` is `{drag, marquee, hover, until, open}`. */
export function drawOverlay(layer, view, colours, scene) {
  const { ink } = layer;
  const { sheet } = view;
  layer.clear();
  sketched(ink, view, colours, scene);
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
