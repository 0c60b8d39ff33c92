// Draws what lies under the notes: rows of keys and drums, beats, bars, and the end of the piece.

import { barAt, beatTicks } from "../sheet.js";
import { isBlack } from "./rows.js";

const LEAST_BEAT = 9;
const LEAST_STEP = 11;
const LEAST_BAR = 5;

function rows(ink, view, colours) {
  const { rowHeight, rows: { list } } = view;
  const from = Math.max(0, view.rowAt(0));
  const to = Math.min(list.length, view.rowAt(view.height) + 1);
  for (let row = from; row < to; row++) {
    const { kind, pitch } = list[row];
    const y = Math.round(view.yOf(row));
    const next = Math.round(view.yOf(row + 1));
    if (kind === "gap") {
      ink.fillStyle = colours.panel;
      ink.fillRect(0, y, view.width, next - y);
    } else if (kind === "key" ? isBlack(pitch) : row % 2 === 0) {
      ink.fillStyle = colours.shade;
      ink.fillRect(0, y, view.width, next - y);
    }
    const isLine = kind === "key" ? pitch % 12 === 0 || pitch % 12 === 5 : kind === "drum";
    if (isLine && rowHeight >= 6) {
      ink.fillStyle = colours.beat;
      ink.fillRect(0, next - 1, view.width, 1);
    }
  }
}

function lines(ink, view, colours, gridTicks) {
  const { starts } = view.sheet;
  const [from, to] = view.ticks();
  const bars = starts.length - 1;
  const aBar = ((starts[bars] - starts[0]) / Math.max(1, bars)) * view.scale;
  const every = aBar >= LEAST_BAR ? 1 : 2 ** Math.ceil(Math.log2(LEAST_BAR / aBar));
  for (let bar = barAt(starts, from); bar < bars && starts[bar] < to; bar++) {
    const start = starts[bar];
    const beat = beatTicks(view.sheet, start);
    const fine = gridTicks * view.scale >= LEAST_STEP && gridTicks < beat ? gridTicks : beat;
    for (let tick = start + fine; fine * view.scale >= LEAST_BEAT && tick < starts[bar + 1] && tick < to; tick += fine) {
      const isBeat = Math.abs((tick - start) % beat) < 0.5;
      ink.globalAlpha = isBeat ? 1 : 0.5;
      ink.fillStyle = colours.beat;
      ink.fillRect(Math.round(view.xOf(tick)), 0, 1, view.height);
    }
    ink.globalAlpha = 1;
    if (bar % every === 0) {
      ink.fillStyle = colours.bar;
      ink.fillRect(Math.round(view.xOf(start)), 0, 1, view.height);
    }
  }
}

function end(ink, view, colours) {
  const x = Math.round(view.xOf(view.sheet.starts.at(-1)));
  if (x < view.width) {
    ink.fillStyle = colours.panel;
    ink.fillRect(x, 0, view.width - x, view.height);
    ink.fillStyle = colours.strong;
    ink.fillRect(x, 0, 2, view.height);
  }
  const lead = Math.round(view.xOf(0));
  if (lead > 0) {
    ink.fillStyle = colours.panel;
    ink.fillRect(0, 0, lead, view.height);
  }
}

/** Draws the grid; `gridTicks` is the step that notes snap to. */
export function drawGrid({ ink }, view, colours, gridTicks) {
  ink.fillStyle = colours.paper;
  ink.fillRect(0, 0, view.width, view.height);
  rows(ink, view, colours);
  lines(ink, view, colours, gridTicks);
  end(ink, view, colours);
}
