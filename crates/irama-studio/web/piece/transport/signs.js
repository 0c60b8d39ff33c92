// The signs on the transport's buttons, filled like those on an instrument.

import { svg } from "../../app/dom.js";

const FILLED = {
  play: "M4.5 2.6v10.8L13 8z",
  pause: "M4 3h3v10H4zM9 3h3v10H9z",
  stop: "M3.5 3.5h9v9h-9z",
  start: "M3 3h2v10H3zM13 3v10L5.6 8z",
};
const DRAWN = {
  metronome: "M5.8 2.5h4.4l2.3 11h-9zM8 10.5l4.5-7M4.3 10.5h7.4",
  plug: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM4.7 8v.1M11.3 8v.1M5.7 5.7v.1M10.3 5.7v.1M8 4.7v.1M6.7 13.5v-1.7h2.6v1.7",
  loud: "M2.5 6v4h2.4L8 12.8V3.2L4.9 6zM10.3 6a2.8 2.8 0 0 1 0 4M12 4.2a5.3 5.3 0 0 1 0 7.6",
};

/** A sign by its name. */
export function glyph(name) {
  const path = svg("path", { d: FILLED[name] ?? DRAWN[name] });
  return svg(`svg.icon${name in FILLED ? ".filled" : ""}`, { viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" }, path);
}
