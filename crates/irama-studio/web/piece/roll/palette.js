// The colours of the roll, read from the tokens of the page whenever the theme changes: for each part
// a row of shades by velocity.

/** How many shades a part has. */
export const SHADES = 6;
const N_COLOURS = 8;
const NAMES = { paper: "--roll-paper", shade: "--roll-shade", beat: "--roll-beat", bar: "--roll-bar", ink: "--ink", soft: "--ink-soft", faint: "--ink-faint", line: "--line", strong: "--line-strong", panel: "--panel", raised: "--raised", accent: "--accent", selection: "--selection", focus: "--focus", playhead: "--playhead" };

const numbers = (colour) => (colour.match(/[\d.]+/g) ?? [128, 128, 128]).slice(0, 3).map(Number);
const mixed = (a, b, share) => `rgb(${a.map((it, i) => Math.round(it * share + b[i] * (1 - share))).join(" ")})`;

/** Reads the colours at an element. `parts[i]` has `shades` (soft to loud), `ghost` and `edge`. */
export function paletteOf(element) {
  const style = getComputedStyle(element);
  const read = (name) => style.getPropertyValue(name).trim();
  const palette = Object.fromEntries(Object.entries(NAMES).map(([key, name]) => [key, read(name)]));
  const [paper, ink] = [numbers(palette.paper), numbers(palette.ink)];
  palette.parts = Array.from({ length: N_COLOURS }, (_, i) => {
    const full = numbers(read(`--part-${i}`));
    return {
      shades: Array.from({ length: SHADES }, (_, step) => mixed(full, paper, 0.5 + (0.5 * step) / (SHADES - 1))),
      ghost: mixed(full, paper, 0.26),
      edge: mixed(full, ink, 0.55),
      full: mixed(full, paper, 1),
    };
  });
  const isDark = paper[0] + paper[1] + paper[2] < 384;
  palette.white = isDark ? mixed(ink, paper, 0.66) : palette.raised;
  palette.black = isDark ? palette.paper : palette.soft;
  palette.onWhite = isDark ? palette.paper : palette.faint;
  palette.between = isDark ? mixed(ink, paper, 0.42) : palette.line;
  palette.of = (idx) => palette.parts[idx % N_COLOURS];
  return palette;
}

/** The shade of a velocity. */
export const shadeOf = (velocity) => Math.min(SHADES - 1, Math.floor((velocity / 128) * SHADES));

/** Calls back when the theme changes. */
export function onTheme(callback) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", callback);
  new MutationObserver(callback).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
}
