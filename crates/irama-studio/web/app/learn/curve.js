// The learning curve: held-out surprise at each look, the best of them, and the Markov baseline as a
// line to beat. Drawn by us as SVG.

import { el, fill, svg } from "../dom.js";
import { number } from "../format.js";
import { t } from "../words.js";
import { baselineOf } from "./verdict.js";

const [WIDTH, HEIGHT] = [320, 132];
const EDGE = { left: 34, right: 8, top: 10, bottom: 20 };

// Models of both kinds have rows of their own form.
const sum = (list) => list?.reduce((all, it) => all + it, 0);
const heldOut = (row) => row.val_loss ?? sum(row.held_out?.by_field) ?? row.nll_per_note;
const learned = (row) => row.loss;
const place = (row, i) => row.step ?? row.epoch ?? row.epochs ?? i + 1;

function ticks(low, high) {
  const raw = (high - low) / 4 || 1;
  const unit = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((it) => it * unit).find((it) => it >= raw);
  const first = Math.ceil(low / step) * step;
  return Array.from({ length: 8 }, (_, i) => first + i * step).filter((it) => it <= high + 1e-9);
}

function scales(rows, baseline, of) {
  const values = rows.flatMap((it) => [heldOut(it), learned(it)]).concat(baseline ?? []).filter(Number.isFinite);
  // The first look may be far off, and so may what was learned by then; the curve is about what
  // comes after.
  const later = rows.slice(rows.length > 3 ? 1 : 0).map(heldOut).concat(baseline ?? []).filter(Number.isFinite);
  const top = Math.max(...(later.length > 0 ? later : values)) * 1.05;
  const bottom = Math.min(...values);
  const [low, high] = [bottom - (top - bottom) * 0.08, top + (top - bottom) * 0.04];
  const last = Math.max(...rows.map(place));
  const first = Math.min(0, ...rows.map(place));
  const end = Math.max(last, rows.some((it) => it.step) && of > last ? Math.min(of, last * 2.5) : last);
  return {
    x: (it) => EDGE.left + ((it - first) / Math.max(1, end - first)) * (WIDTH - EDGE.left - EDGE.right),
    y: (it) => EDGE.top + ((high - Math.min(high, it)) / Math.max(1e-9, high - low)) * (HEIGHT - EDGE.top - EDGE.bottom),
    low, high, end,
  };
}

function line(rows, value, { x, y }) {
  const points = rows.map((row, i) => [place(row, i), value(row)]).filter(([, it]) => Number.isFinite(it));
  return points.map(([a, b], i) => `${i === 0 ? "M" : "L"}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join("");
}

function draw(picture, rows, model) {
  const baseline = baselineOf(model);
  const to = scales(rows, baseline, model.progress?.of ?? 0);
  const grid = ticks(to.low, to.high).flatMap((it) => [
    svg("line.curve-grid", { x1: EDGE.left, x2: WIDTH - EDGE.right, y1: to.y(it), y2: to.y(it) }),
    svg("text.curve-text", { x: EDGE.left - 5, y: to.y(it) + 3, "text-anchor": "end" }, number(it, it < 1 ? 2 : 1)),
  ]);
  const best = rows.map((row, i) => [place(row, i), heldOut(row)]).filter(([, it]) => Number.isFinite(it)).sort((a, b) => a[1] - b[1])[0];
  fill(picture, grid,
    baseline != null && svg("line.curve-baseline", { x1: EDGE.left, x2: WIDTH - EDGE.right, y1: to.y(baseline), y2: to.y(baseline) }),
    baseline != null && svg("text.curve-text.curve-baseline-text", { x: WIDTH - EDGE.right, y: to.y(baseline) - 4, "text-anchor": "end" }, t("curve.baseline")),
    svg("path.curve-learned", { d: line(rows, learned, to) }), svg("path.curve-held", { d: line(rows, heldOut, to) }),
    best && svg("circle.curve-best", { cx: to.x(best[0]), cy: to.y(best[1]), r: 3.5 }),
    svg("text.curve-text", { x: WIDTH - EDGE.right, y: HEIGHT - 6, "text-anchor": "end" }, t(rows[0].step === undefined ? "curve.epochs" : "curve.steps", { n: Math.round(to.end) })));
}

function words(rows, model) {
  const last = rows.at(-1);
  const value = heldOut(last);
  const baseline = baselineOf(model);
  return t(baseline == null ? "curve.says" : "curve.says_baseline", { n: rows.length, last: number(value, 2), baseline: number(baseline, 2) });
}

/** A chart with `show(rows, model)`. */
export function curve() {
  const picture = svg("svg.curve", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img" });
  const legend = el("ul.curve-legend");
  const node = el("figure.curve-place", { hidden: true }, picture, legend);
  let shown = "";
  node.show = (rows, model) => {
    node.hidden = rows.length === 0;
    const key = `${rows.length} ${t("curve.baseline")} ${model.progress?.of} ${baselineOf(model)}`;
    if (rows.length > 0 && key !== shown) {
      shown = key;
      draw(picture, rows, model);
      picture.setAttribute("aria-label", words(rows, model));
      fill(legend, el("li.of-held", t("curve.held")), el("li.of-learned", t("curve.learned")), baselineOf(model) != null && el("li.of-baseline", t("curve.baseline")));
    }
  };
  return node;
}
