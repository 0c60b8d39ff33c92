// A layer of the roll: a canvas as fine as the screen, which is drawn in CSS pixels.

import { el } from "../../app/dom.js";

/** A canvas with `resize(width, height)`, its `ink`, and `scale`, the pixels of the screen in one. */
export function openLayer(name) {
  const canvas = el(`canvas.roll-layer.roll-${name}`, { "aria-hidden": "true" });
  const ink = canvas.getContext("2d", { alpha: name !== "grid" });
  const layer = {
    canvas, ink, scale: 1, width: 0, height: 0,
    resize(width, height) {
      layer.scale = Math.max(1, devicePixelRatio || 1);
      Object.assign(layer, { width, height });
      canvas.width = Math.round(width * layer.scale);
      canvas.height = Math.round(height * layer.scale);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
      layer.reset();
    },
    /** Draws in CSS pixels from here on. */
    reset: () => ink.setTransform(layer.scale, 0, 0, layer.scale, 0, 0),
    clear: () => ink.clearRect(0, 0, layer.width, layer.height),
  };
  return layer;
}
