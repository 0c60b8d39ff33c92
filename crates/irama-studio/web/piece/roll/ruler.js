// Draws the ruler: bar numbers, chosen and locked bars, the loop with its ends.

import { barAt } from "../sheet.js";

/** How high the ruler is. */
export const RULER = 28;
const LOOP_HEIGHT = 6;
const LEAST_NUMBER = 34;
const LEAST_TICK = 5;

function bars(ink, view, colours) {
  const { starts } = view.sheet;
  const n = starts.length - 1;
  const aBar = ((starts[n] - starts[0]) / Math.max(1, n)) * view.scale;
  const every = aBar >= LEAST_NUMBER ? 1 : 2 ** Math.ceil(Math.log2(LEAST_NUMBER / aBar));
  const lines = aBar >= LEAST_TICK ? 1 : every;
  const [from, to] = view.ticks();
  const first = barAt(starts, from);
  ink.font = "11px system-ui, sans-serif";
  ink.textAlign = "left";
  ink.textBaseline = "alphabetic";
  for (let bar = first - (first % every); bar < n && starts[bar] < to; bar++) {
    const x = Math.round(view.xOf(starts[bar]));
    if (bar % lines === 0) {
      ink.fillStyle = bar % every === 0 ? colours.strong : colours.line;
      ink.fillRect(x, bar % every === 0 ? RULER - 15 : RULER - 6, 1, 15);
    }
    if (bar % every === 0) {
      ink.fillStyle = colours.soft;
      ink.fillText(String(bar + 1), x + 4, RULER - 7);
    }
  }
}

function span(view, first, last) {
  const { starts } = view.sheet;
  const from = view.xOf(starts[first - 1] ?? 0);
  return [from, view.xOf(starts[last] ?? starts.at(-1)) - from];
}

function chosen(ink, view, colours, selection) {
  if (selection.bars) {
    const [x, width] = span(view, ...selection.bars);
    ink.fillStyle = colours.selection;
    ink.fillRect(x, LOOP_HEIGHT, width, RULER);
    ink.fillStyle = colours.focus;
    ink.fillRect(x, RULER - 3, width, 3);
  }
}

function locked(ink, view, colours, locks) {
  ink.fillStyle = colours.soft;
  for (const bar of locks.bars) {
    const [x, width] = span(view, bar, bar);
    if (x + width < 0 || x > view.width) {
      continue;
    }
    for (let at = 0; at < width - 2; at += 5) {
      ink.fillRect(x + at + 1, RULER - 3, 3, 2);
    }
    const sign = x + width - 12;
    if (width > 34) {
      ink.fillRect(sign, RULER - 13, 8, 6);
      ink.strokeStyle = colours.soft;
      ink.lineWidth = 1.3;
      ink.beginPath();
      ink.arc(sign + 4, RULER - 13, 2.6, Math.PI, 0);
      ink.stroke();
    }
  }
}

function loop(ink, view, colours, range) {
  if (!range) {
    return;
  }
  const [from, to] = range.map((it) => view.xOf(it));
  ink.fillStyle = colours.accent;
  ink.fillRect(from, 1, to - from, 3);
  for (const [x, way] of [[from, 1], [to, -1]]) {
    ink.beginPath();
    ink.moveTo(x, 1);
    ink.lineTo(x + way * 7, 1);
    ink.lineTo(x + way * 7, 4);
    ink.lineTo(x, 14);
    ink.fill();
  }
}

/** Draws the ruler by what the store says. */
export function drawRuler({ ink }, view, colours, { selection, locks, loop: range }) {
  ink.fillStyle = colours.panel;
  ink.fillRect(0, 0, view.width, RULER);
  chosen(ink, view, colours, selection);
  bars(ink, view, colours);
  locked(ink, view, colours, locks);
  loop(ink, view, colours, range);
  ink.fillStyle = colours.strong;
  ink.fillRect(0, RULER - 1, view.width, 1);
}
