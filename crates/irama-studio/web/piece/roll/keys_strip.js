// Draws the keys at the left: a piano, and the names of drums. The key under the pointer and keys that
// sound are lit.

import { drumName, keyName } from "../naming.js";
import { isBlack } from "./rows.js";

/** How wide the strip is. */
export const STRIP = 58;
const NAMED_FROM = 8;

function key(ink, { pitch, y, high, colours, isLit }) {
  const isDark = isBlack(pitch);
  ink.fillStyle = colours.white;
  ink.fillRect(0, y, STRIP, high);
  if (isDark) {
    ink.fillStyle = colours.black;
    ink.fillRect(0, y, STRIP * 0.58, high);
    ink.fillStyle = colours.between;
    ink.fillRect(STRIP * 0.58, y + Math.floor(high / 2), STRIP, 1);
  } else if (pitch % 12 === 0 || pitch % 12 === 5) {
    ink.fillStyle = colours.between;
    ink.fillRect(0, y + high - 1, STRIP, 1);
  }
  if (isLit) {
    ink.fillStyle = colours.accent;
    ink.fillRect(0, y, STRIP * (isDark ? 0.58 : 1), high);
  }
}

// Names may be higher than their rows, so they come after all keys.
function octave(ink, { pitch, y, high, colours, isLit }) {
  ink.fillStyle = isLit ? colours.raised : colours.onWhite;
  ink.textAlign = "right";
  ink.fillText(keyName(pitch), STRIP - 5, y + high / 2 + 0.5);
}

function fitted(ink, text, width) {
  let short = text;
  while (short.length > 3 && ink.measureText(short).width > width) {
    short = `${short.slice(0, -2).trimEnd()}…`;
  }
  return short;
}

function drum(ink, { pitch, y, high, view, colours, isLit }) {
  ink.fillStyle = isLit ? colours.accent : colours.raised;
  ink.fillRect(0, y, STRIP, high - 1);
  if (view.rowHeight >= NAMED_FROM) {
    ink.fillStyle = isLit ? colours.raised : colours.soft;
    ink.textAlign = "right";
    ink.fillText(fitted(ink, drumName(pitch), STRIP - 8), STRIP - 5, y + high / 2 + 0.5);
  }
}

/** Draws the strip; `lit` are rows that are lit. */
export function drawKeys({ ink }, view, colours, lit) {
  ink.fillStyle = colours.panel;
  ink.fillRect(0, 0, STRIP, view.height);
  ink.textBaseline = "middle";
  ink.font = `${Math.max(9, Math.min(11, view.rowHeight - 1))}px system-ui, sans-serif`;
  const from = Math.max(0, view.rowAt(0));
  const to = Math.min(view.rows.list.length, view.rowAt(view.height) + 1);
  const octaves = [];
  for (let row = from; row < to; row++) {
    const { kind, pitch } = view.rows.list[row];
    const y = Math.round(view.yOf(row));
    const given = { pitch, y, high: Math.round(view.yOf(row + 1)) - y, view, colours, isLit: lit.has(row) };
    if (kind === "key") {
      key(ink, given);
      octaves.push(...(pitch % 12 === 0 ? [given] : []));
    } else if (kind === "drum") {
      drum(ink, given);
    }
  }
  octaves.forEach((it) => octave(ink, it));
  ink.fillStyle = colours.strong;
  ink.fillRect(STRIP - 1, 0, 1, view.height);
}
