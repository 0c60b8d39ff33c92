// A small picture of a whole song: each part in its colour, no keys, no grid but bars.

import { el } from "../dom.js";
import { wholeSong } from "../songs/songs.js";

const N_COLOURS = 8;

function pitches(song) {
  let [low, high] = [127, 0];
  for (const part of song.parts) {
    for (const [, , pitch] of part.is_drums ? [] : part.notes) {
      low = Math.min(low, pitch);
      high = Math.max(high, pitch);
    }
  }
  return low > high ? [36, 84] : [low - 1, high + 1];
}

function draw(canvas, song) {
  const { width, height } = canvas.getBoundingClientRect();
  if (width < 2) {
    return;
  }
  const scale = devicePixelRatio || 1;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const ink = canvas.getContext("2d");
  ink.scale(scale, scale);
  const style = getComputedStyle(canvas);
  const [low, high] = pitches(song);
  const hasDrums = song.parts.some((it) => it.is_drums);
  const floor = hasDrums ? height - 9 : height;
  const x = (tick) => (tick / Math.max(1, song.end_tick)) * width;
  ink.fillStyle = style.getPropertyValue("--roll-bar");
  song.bar_ticks.forEach((tick, i) => i % 4 === 0 && ink.fillRect(x(tick), 0, 1, height));
  song.parts.forEach((part, idx) => {
    ink.fillStyle = style.getPropertyValue(`--part-${idx % N_COLOURS}`);
    for (const [tick, length, pitch] of part.notes) {
      const y = part.is_drums ? floor + 2 + (pitch % 3) * 2 : ((high - pitch) / (high - low)) * (floor - 3);
      ink.fillRect(x(tick), y, Math.max(1.5, x(length) - 0.5), 2);
    }
  });
}

/** The picture of a song by its id; drawn when it comes into sight, and again in another theme. */
export function miniRoll(id) {
  const canvas = el("canvas.mini-roll", { "aria-hidden": "true" });
  const paint = () => wholeSong(id).then((song) => draw(canvas, song)).catch(() => {});
  const seen = new IntersectionObserver((all) => {
    if (all.some((it) => it.isIntersecting)) {
      seen.disconnect();
      paint();
      repaintLater(canvas, paint);
    }
  });
  seen.observe(canvas);
  return canvas;
}

const painted = new Map();
function repaintLater(canvas, paint) {
  painted.set(canvas, paint);
  for (const it of painted.keys()) {
    if (!it.isConnected) {
      painted.delete(it);
    }
  }
}
const repaint = () => painted.forEach((paint, canvas) => canvas.isConnected && paint());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", repaint);
new MutationObserver(repaint).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
