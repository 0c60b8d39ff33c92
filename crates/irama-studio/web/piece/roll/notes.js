// Draws the notes: each part in its colour, velocity as shade, parts that are not looked at or heard
// as ghosts. When the view only moves sideways, what was drawn is moved and the rest added.

import { notesBetween } from "../sheet.js";
import { shadeOf, SHADES } from "./palette.js";
import { LEAD } from "./view.js";

const ROUND_FROM = 7;
const MOST_ROUND = 1500;
const OVERLAP = 40;

function draw({ ink }, view, part, colours, isGhost, [from, to], isRound) {
  const { scale, rowHeight, left } = view;
  const table = part.isDrums ? view.rows.ofDrum : view.rows.ofKey;
  const high = rowHeight > 6 ? rowHeight - 1 : rowHeight;
  // Notes of one shade are drawn together: changing colours costs more than drawing.
  const byShade = Array.from({ length: SHADES }, () => []);
  notesBetween(view.sheet, part, from, to, (i) => {
    if (table[part.pitch[i]] >= 0) {
      byShade[isGhost ? 0 : shadeOf(part.velocity[i])].push(i);
    }
  });
  const snap = window.devicePixelRatio || 1;
  byShade.forEach((all, shade) => {
    if (all.length === 0) {
      return;
    }
    ink.fillStyle = isGhost ? colours.ghost : colours.shades[shade];
    ink.beginPath();
    // Of notes that fall onto one place of the screen, as in a very long piece, one is drawn.
    const drawnTo = new Float64Array(128).fill(-Infinity);
    for (const i of all) {
      const x = (Math.round((LEAD + part.tick[i] * scale) * snap) - Math.round(left * snap)) / snap;
      const full = part.length[i] * scale;
      const wide = Math.max(part.isDrums ? 3 : 2, full - (full > 5 ? 1 : 0));
      if (x + wide <= drawnTo[part.pitch[i]]) {
        continue;
      }
      drawnTo[part.pitch[i]] = x + wide;
      const y = Math.round(table[part.pitch[i]] * rowHeight - view.top);
      if (isRound) {
        ink.roundRect(x, y, wide, high, 2);
      } else {
        ink.fillRect(x, y, wide, high);
      }
    }
    ink.fill();
  });
}

function stretch(layer, view, parts, [x, width]) {
  const { ink } = layer;
  const range = [view.tickAt(x - OVERLAP), view.tickAt(x + width + OVERLAP)];
  ink.save();
  ink.beginPath();
  ink.rect(x, 0, width, view.height);
  ink.clip();
  ink.clearRect(x, 0, width, view.height);
  const most = (MOST_ROUND * (width + 2 * OVERLAP)) / (view.width + 2 * OVERLAP);
  let seen = 0;
  for (const { part } of parts) {
    notesBetween(view.sheet, part, range[0], range[1], () => { seen += 1; return seen > most; });
  }
  const isRound = view.rowHeight >= ROUND_FROM && seen <= most;
  for (const { part, colours, isGhost } of parts) {
    draw(layer, view, part, colours, isGhost, range, isRound);
  }
  ink.restore();
}

// Moves what is on the canvas by `dx` CSS pixels.
function shift({ ink, canvas, scale }, dx) {
  ink.save();
  ink.setTransform(1, 0, 0, 1, 0, 0);
  ink.globalCompositeOperation = "copy";
  ink.drawImage(canvas, Math.round(dx * scale), 0);
  ink.restore();
}

/** A painter of a layer: `paint(view, parts, version)` with parts from back to front as
 *  `{part, colours, isGhost}`; draws all of it anew if `version` is another one. */
export function notesPainter(layer) {
  let last = null;
  return (view, parts, version) => {
    const now = { version, scale: view.scale, top: view.top, rowHeight: view.rowHeight, width: view.width, height: view.height };
    const isSame = last && Object.keys(now).every((key) => now[key] === last[key]);
    const dx = isSame ? last.left - view.left : 0;
    last = { ...now, left: view.left };
    if (isSame && dx === 0) {
      return;
    }
    if (isSame && Math.abs(dx) < view.width * 0.7) {
      shift(layer, dx);
      stretch(layer, view, parts, dx > 0 ? [0, Math.ceil(dx) + 1] : [Math.floor(view.width + dx) - 1, Math.ceil(-dx) + 1]);
    } else {
      stretch(layer, view, parts, [0, view.width]);
    }
  };
}
