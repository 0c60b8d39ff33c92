// Icons: strokes on a grid of 16, drawn by us.

import { svg } from "./dom.js";

const PATHS = {
  close: "M4 4l8 8M12 4l-8 8",
  alert: "M8 2.5l6 11H2zM8 6.5v3M8 11.6v.2",
  play: "M5 3.2v9.6l7.5-4.8z",
  stop: "M4 4h8v8H4z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  dice: "M3 3h10v10H3zM5.8 5.8v.1M10.2 5.8v.1M8 8v.1M5.8 10.2v.1M10.2 10.2v.1",
  lock: "M4 7.5h8V13H4zM5.7 7.5V5.3a2.3 2.3 0 0 1 4.6 0v2.2",
  unlock: "M4 7.5h8V13H4zM5.7 7.5V5a2.3 2.3 0 0 1 4.4-.9",
  star: "M8 2.2l1.8 3.7 4 .5-3 2.8.8 4L8 11.2l-3.6 2 .8-4-3-2.8 4-.5z",
  bin: "M3 4.5h10M6.3 4.5V3h3.4v1.5M4.3 4.5l.6 8.5h6.2l.6-8.5M6.8 7v3.5M9.2 7v3.5",
  edit: "M3 13l.6-2.9 7.2-7.2 2.3 2.3-7.2 7.2z",
  copy: "M5.5 5.5h7.5V13H5.5zM3 10.5V3h7.5",
  again: "M12.8 6.5A5 5 0 1 0 13 9M13 3v3.6H9.4",
  download: "M8 2.5v7.5M4.8 7L8 10.2 11.2 7M3 13h10",
  drag: "M6 3.5v.1M10 3.5v.1M6 8v.1M10 8v.1M6 12.5v.1M10 12.5v.1",
  upload: "M8 10.5V3M4.8 6L8 2.8 11.2 6M3 13h10",
  plus: "M8 3v10M3 8h10",
  check: "M3 8.5l3.3 3.3L13 4.6",
  down: "M4 6.2l4 4 4-4",
  help: "M5.7 6a2.3 2.3 0 1 1 3.4 2c-.8.5-1.1.9-1.1 1.7M8 12.2v.2",
  sun: "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9",
  moon: "M12.8 9.8A5.3 5.3 0 0 1 6.2 3.2a5.3 5.3 0 1 0 6.6 6.6z",
  system: "M2.5 3.5h11v7.5h-11zM6 13.5h4",
  compose: "M2.5 12.5h4M2.5 8.5h4M2.5 4.5h3M8 12.5l.5-2.2 4-4 1.7 1.7-4 4zM11.3 7.5l1.7 1.7M11 2v3M9.5 3.5h3",
  learn: "M2.5 13V3M2.5 13h11M4.5 5c1.5 4.5 4 6 8.5 6.3",
  models: "M8 2.3l5.5 2.9L8 8.1 2.5 5.2zM2.5 8L8 10.9 13.5 8M2.5 10.8L8 13.7l5.5-2.9",
  history: "M8 4.5V8l2.3 1.5M2.8 6.3A5.5 5.5 0 1 1 2.5 8M2.5 3v3.3h3.3",
  piece: "M2.5 4h4M5 7h5M8.5 10h5M3.5 13h3",
  compare: "M2.5 12.5l2.8-9 2.8 9M3.4 9.6h3.8M10 3.5h2a1.9 1.9 0 0 1 0 4.2h-2zM10 7.7h2.4a2.4 2.4 0 0 1 0 4.8H10z",
  undo: "M5.5 3L2.8 5.8l2.7 2.7M3 5.8h6.7a3.3 3.3 0 0 1 0 6.6H6",
  redo: "M10.5 3l2.7 2.8-2.7 2.7M13 5.8H6.3a3.3 3.3 0 0 0 0 6.6H10",
  loop: "M3 8a3.5 3.5 0 0 1 3.5-3.5h6M10.5 2.5l2 2-2 2M13 8a3.5 3.5 0 0 1-3.5 3.5h-6M5.5 13.5l-2-2 2-2",
};

/** An icon by its name; hidden from screen readers, as the button that bears it has a name. */
export function icon(name, classes = "") {
  const path = svg("path", { d: PATHS[name] });
  return svg(`svg.icon${classes}`, { viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" }, path);
}
