// The view: which part of the sheet the roll shows, and how large. Turns ticks into x and pitches into
// rows, and back. All in CSS pixels; x and y are those of the window over the notes.

import { rowsOf } from "./rows.js";

/** Room before the first bar. */
export const LEAD = 10;
const [LEAST_ROW, MOST_ROW] = [5, 28];
const [LEAST_SCALE, MOST_SCALE] = [0.002, 1.2];
const BAR_AT_FIRST = 104;

const clamp = (value, least, most) => Math.min(most, Math.max(least, value));

/** A view that shows nothing yet. `scale` is pixels a tick. */
export function openView() {
  const view = {
    /** Whether the rows fit the window, as long as nobody has chosen other ones. */
    isFitted: false,
    left: 0, top: 0, width: 0, height: 0, scale: BAR_AT_FIRST / 1920, rowHeight: 12, rows: rowsOf({ parts: [] }, null), sheet: null,

    xOf: (tick) => LEAD + tick * view.scale - view.left,
    tickAt: (x) => (x + view.left - LEAD) / view.scale,
    yOf: (row) => row * view.rowHeight - view.top,
    rowAt: (y) => Math.floor((y + view.top) / view.rowHeight),
    /** The row of a pitch of a part, or -1 if it is not shown. */
    rowOf: (part, pitch) => (part.isDrums ? view.rows.ofDrum : view.rows.ofKey)[pitch],
    /** How large all of it is. */
    whole: () => ({ width: Math.ceil(LEAD + (view.sheet?.end ?? 0) * view.scale + view.width * 0.4), height: Math.ceil(view.rows.list.length * view.rowHeight) }),
    /** The ticks between the two edges. */
    ticks: () => [Math.max(0, view.tickAt(0)), view.tickAt(view.width)],

    /** Takes other notes, or another part to look at; `isSame` if rows may stay. */
    show(sheet, focus, isSame) {
      view.sheet = sheet;
      view.rows = rowsOf(sheet, focus, isSame ? view.rows : null);
    },

    setScale: (scale) => { view.scale = clamp(scale, LEAST_SCALE, MOST_SCALE); },
    setRowHeight: (height) => { view.rowHeight = clamp(height, LEAST_ROW, MOST_ROW); },

    /** Makes the rows as high as fits what is played, and few bars as wide as the window. */
    fit() {
      const bars = Math.max(1, view.sheet.starts.length - 1);
      const wide = view.width - LEAD - 12;
      const aBar = view.sheet.end / bars;
      view.setScale(Math.max(wide / view.sheet.end, Math.min(BAR_AT_FIRST, wide / 4) / aBar));
      view.left = 0;
      view.fitRows();
    },

    /** All bars side by side. */
    fitAll() {
      view.setScale((view.width - LEAD - 12) / view.sheet.end);
      view.left = 0;
      view.fitRows();
    },

    fitRows() {
      const [first, last] = view.rows.played;
      view.isFitted = true;
      view.setRowHeight(clamp(view.height / Math.max(12, last - first + 3), 6, 16));
      view.top = Math.max(0, ((first + last + 1) / 2) * view.rowHeight - view.height / 2);
    },
  };
  return view;
}
