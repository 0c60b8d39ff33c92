// The piano roll: canvases in a window that stays while what they show is scrolled under it. Draws
// only what has changed, once a frame; the playhead is an element of its own and moves alone.

import { el, live } from "../../app/dom.js";
import { store } from "../../app/store.js";
import { onLanguage } from "../../app/words.js";
import { chosenKeys, focusPart, onChosen } from "../chosen.js";
import { settingsNow } from "../mixer/mixer.js";
import { gridTicks, onSettings } from "../settings.js";
import { onShown, shown } from "../shown.js";
import { heardOf } from "../sound/gains.js";
import { drawGrid } from "./grid.js";
import { drawKeys, STRIP } from "./keys_strip.js";
import { openLayer } from "./layer.js";
import { drawMarks } from "./marks.js";
import { notesPainter } from "./notes.js";
import { drawOverlay } from "./overlay.js";
import { onTheme, paletteOf } from "./palette.js";
import { drawRuler, RULER } from "./ruler.js";
import { openView } from "./view.js";

const ALL = ["grid", "notes", "marks", "overlay", "keys", "ruler"];
const { state } = store;

function build() {
  const layers = Object.fromEntries(ALL.map((it) => [it, openLayer(it)]));
  const playhead = el("div.roll-playhead", { "aria-hidden": "true" }, el("i"));
  const over = el("div.roll-window", layers.grid.canvas, layers.notes.canvas, layers.marks.canvas, layers.overlay.canvas, playhead);
  const size = el("div.roll-size", over);
  const scroller = el("div.roll-scroll", { tabindex: "0", role: "group", "aria-label": live("piece.roll.label") }, size);
  const ruler = el("div.roll-ruler-place", { title: live("piece.roll.ruler_hint") }, layers.ruler.canvas);
  const keys = el("div.roll-keys-place", layers.keys.canvas);
  const node = el("section.roll", { "aria-label": live("piece.roll.title") }, el("div.roll-corner"), ruler, keys, scroller);
  return { layers, playhead, over, size, scroller, ruler, keys, node };
}

/** Parts from back to front: ghosts first. A part is one if others are looked at, or if it is mute. */
function partsInOrder(palette) {
  const { parts } = shown.sheet;
  const chosen = state.selection.parts;
  const heard = shown.isSketch ? [] : heardOf(settingsNow());
  const all = parts.map((part, idx) => {
    const isGhost = (chosen.size > 0 && !chosen.has(idx)) || heard[idx] === false;
    const colours = palette.of(idx);
    return { part, idx, isGhost, colours };
  });
  return [...all.filter((it) => it.isGhost), ...all.filter((it) => !it.isGhost)];
}

/** Whether a sheet is so unlike another that one has to look at it anew. */
const isUnlike = (a, b) => Math.abs(a.end - b.end) > a.end * 0.3 || (a.parts.length !== b.parts.length && a.n !== b.n && Math.abs(a.parts.length - b.parts.length) > 1);

/** Builds the roll: `{node, view, scene, layers, …}`; `touch(…names)` has layers drawn anew. */
export function openRoll() {
  const parts = build();
  const { layers, scroller, size, over } = parts;
  const view = openView();
  const paint = notesPainter(layers.notes);
  const scene = { drag: null, marquee: null, hover: null, loop: null, lit: new Set() };
  let palette = null;
  let version = 0;
  let frame = 0;
  const dirty = new Set(ALL);

  const draw = {
    grid: () => drawGrid(layers.grid, view, palette, gridTicks()),
    notes: () => paint(view, partsInOrder(palette), version),
    keys: () => drawKeys(layers.keys, view, palette, scene.lit),
    ruler: () => drawRuler(layers.ruler, view, palette, { ...state, loop: scene.loop ?? state.play.loop }),
    marks: () => drawMarks(layers.marks, view, palette, { selection: state.selection, locks: state.locks, keys: chosenKeys() }),
    overlay: () => drawOverlay(layers.overlay, view, palette, { ...scene, until: shown.until, open: shown.open }),
  };
  const drawAll = () => {
    frame = 0;
    if (view.width < 2 || view.height < 2) {
      return;
    }
    palette ??= paletteOf(parts.node);
    for (const name of ALL) {
      if (dirty.delete(name)) {
        draw[name]();
      }
    }
    roll.onDraw?.();
  };
  const touch = (...names) => {
    (names.length > 0 ? names : ALL).forEach((it) => dirty.add(it));
    frame ||= requestAnimationFrame(drawAll);
  };
  const touchNotes = () => {
    version += 1;
    touch();
  };
  const fitSize = () => {
    const whole = view.whole();
    size.style.width = `${Math.max(whole.width, view.width)}px`;
    size.style.height = `${Math.max(whole.height, view.height)}px`;
  };
  /** Lays the view out anew and scrolls to where it says. */
  const settle = () => {
    fitSize();
    scroller.scrollLeft = view.left;
    scroller.scrollTop = view.top;
    readScroll();
    touch();
  };
  function readScroll() {
    const { scale } = layers.grid;
    const left = Math.round(Math.max(0, scroller.scrollLeft) * scale) / scale;
    const top = Math.round(Math.max(0, scroller.scrollTop) * scale) / scale;
    const moved = [left !== view.left && "ruler", top !== view.top && "keys"].filter(Boolean);
    if (moved.length > 0) {
      Object.assign(view, { left, top });
      touch("grid", "notes", "marks", "overlay", ...moved);
    }
  }

  const roll = { ...parts, view, scene, touch, settle, onDraw: null };

  const resize = () => {
    const [width, height] = [scroller.clientWidth, scroller.clientHeight];
    if (width < 2 || height < 2) {
      return;
    }
    const isFirst = view.width < 2;
    Object.assign(view, { width, height });
    over.style.width = `${width}px`;
    over.style.height = `${height}px`;
    ["grid", "notes", "marks", "overlay"].forEach((it) => layers[it].resize(width, height));
    layers.keys.resize(STRIP, height);
    layers.ruler.resize(width, RULER);
    version += 1;
    if (isFirst) {
      view.fit();
    } else if (view.isFitted) {
      view.fitRows();
    }
    settle();
    drawAll();
  };
  let project = null;
  let focus = null;
  const isEmpty = () => view.sheet.n === 0;
  const look = () => {
    const wasEmpty = !view.sheet || isEmpty();
    const isOther = project !== state.project?.id || wasEmpty || isUnlike(view.sheet, shown.sheet);
    const isOtherFocus = focus !== focusPart();
    project = state.project?.id;
    focus = focusPart();
    const before = view.rows;
    const middle = before.list[view.rowAt(view.height / 2)];
    view.show(shown.sheet, focus, !isOther && !isOtherFocus);
    version += 1;
    if (view.width >= 2) {
      keepPlace({ isOther, isOtherFocus, before, middle });
      settle();
    }
  };
  function keepPlace({ isOther, isOtherFocus, before, middle }) {
    if (isOther) {
      view.fit();
    } else if (isOtherFocus) {
      view.fitRows();
    } else if (before.list.length !== view.rows.list.length && middle?.kind === "key") {
      view.top += (view.rows.ofKey[middle.pitch] - before.ofKey[middle.pitch]) * view.rowHeight;
    }
    if (shown.isSketch && shown.until < view.sheet.end && shown.open >= view.sheet.end) {
      view.left = Math.max(view.left, shown.until * view.scale - view.width * 0.85);
    }
  }

  new ResizeObserver(resize).observe(scroller);
  scroller.addEventListener("scroll", readScroll, { passive: true });
  const leaveFit = (event) => { view.isFitted &&= !event.touches && (event.ctrlKey || event.deltaY === 0); };
  scroller.addEventListener("wheel", leaveFit, { passive: true });
  scroller.addEventListener("touchmove", leaveFit, { passive: true });
  onShown(look);
  onChosen(() => touch("marks"));
  onSettings(() => touch("grid"));
  onLanguage(() => touch("keys"));
  onTheme(() => { palette = null; touchNotes(); });
  store.watch((it) => it.selection.parts, look);
  store.watch((it) => it.selection.bars, () => touch("marks", "ruler"));
  store.watch((it) => it.locks, () => touch("marks", "ruler"));
  store.watch((it) => it.play.loop, () => touch("ruler"));
  store.watch((it) => it.project?.mixer, touchNotes);
  look();
  return roll;
}
