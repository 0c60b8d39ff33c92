// Signs of the tools: strokes on a grid of 16, drawn by us.

import { svg } from "../../app/dom.js";

const PATHS = {
  arrow: "M4 2.5l8.2 6.2-3.7.5 2 4-1.8.9-2-4L4 12.7z",
  pencil: "M3 13l.7-3L10.6 3 13 5.4 6 12.3zM9 4.7L11.3 7",
  piano: "M2.5 3.5h11v9h-11zM6.2 3.5v5.2M9.8 3.5v5.2M6.2 8.7v3.8M9.8 8.7v3.8M5.4 3.5v5.2h1.6V3.5M9 3.5v5.2h1.6V3.5",
  minus: "M3.5 8h9",
  plus: "M8 3.5v9M3.5 8h9",
  whole: "M2.5 4v8M13.5 4v8M4.5 8h7M6.3 6L4.3 8l2 2M9.7 6l2 2-2 2",
  refill: "M12.8 6.5A5 5 0 1 0 13 9M13 3v3.6H9.4",
  onward: "M2.5 8h8M7.5 4.5L11 8l-3.5 3.5M13.3 3.5v9",
  up: "M8 13V3.5M4.5 7L8 3.5 11.5 7",
  down: "M8 3v9.5M4.5 9L8 12.5 11.5 9",
  octave_up: "M8 13.5V7M4.5 10.5L8 7l3.5 3.5M4.5 6L8 2.5 11.5 6",
  octave_down: "M8 2.5V9M4.5 5.5L8 9l3.5-3.5M4.5 10L8 13.5 11.5 10",
  grid: "M3 3v10M8 3v10M13 3v10M4.5 6h2M9.5 10h2",
  human: "M2 8c1.5-4 3-4 4.2 0s2.6 4 4 0 2.5-4 3.8 0",
  loudness: "M3 12.5v-3M6.3 12.5v-5M9.7 12.5v-7M13 12.5v-9",
};

/** A sign by its name. */
export const sign = (name) => svg("svg.icon", { viewBox: "0 0 16 16", "aria-hidden": "true", focusable: "false" }, svg("path", { d: PATHS[name] }));
