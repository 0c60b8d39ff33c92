// Zooming: the wheel with Ctrl (with Shift too: rows), two fingers, buttons and keys. What is under the
// pointer stays there.

import { bindKey } from "../../app/keys.js";

const STEP = 1.3;
const WHEEL = 0.0022;

/** Zooms a roll: `{wider, narrower, higher, lower, fitAll, fit}`. */
export function zooming(roll) {
  const { view, scroller } = roll;
  const wide = (factor, x = view.width / 2) => {
    const tick = view.tickAt(x);
    view.setScale(view.scale * factor);
    view.left = 0;
    view.left = Math.max(0, view.xOf(tick) - x);
    roll.settle();
  };
  const high = (factor, y = view.height / 2) => {
    const row = (y + view.top) / view.rowHeight;
    view.isFitted = false;
    view.setRowHeight(view.rowHeight * factor);
    view.top = Math.max(0, row * view.rowHeight - y);
    roll.settle();
  };

  scroller.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) {
      return;
    }
    event.preventDefault();
    const box = scroller.getBoundingClientRect();
    const way = event.deltaY || event.deltaX;
    const factor = Math.exp(-way * WHEEL * (event.deltaMode === 1 ? 16 : 1));
    (event.shiftKey ? high(factor, event.clientY - box.top) : wide(factor, event.clientX - box.left));
  }, { passive: false });

  let pinch = null;
  const spread = ([a, b]) => ({ wide: Math.abs(a.clientX - b.clientX), high: Math.abs(a.clientY - b.clientY), x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2 });
  scroller.addEventListener("touchstart", (event) => {
    pinch = event.touches.length === 2 ? spread(event.touches) : null;
  }, { passive: true });
  scroller.addEventListener("touchmove", (event) => {
    if (event.touches.length !== 2 || !pinch) {
      return;
    }
    event.preventDefault();
    const now = spread(event.touches);
    const box = scroller.getBoundingClientRect();
    if (pinch.wide > 24 && now.wide > 24) {
      wide(now.wide / pinch.wide, now.x - box.left);
    }
    if (pinch.high > 60 && now.high > 60) {
      high(now.high / pinch.high, now.y - box.top);
    }
    pinch = now;
  }, { passive: false });

  const zoom = {
    wider: (step = STEP) => wide(step),
    narrower: (step = STEP) => wide(1 / step),
    higher: (step = STEP) => high(step),
    lower: (step = STEP) => high(1 / step),
    fitAll() {
      view.fitAll();
      roll.settle();
    },
  };
  const on = { group: "piece" };
  bindKey(["+", "="], "piece.zoom.key_in", () => zoom.wider(), on);
  bindKey(["-"], "piece.zoom.key_out", () => zoom.narrower(), on);
  bindKey(["Alt+ArrowUp"], "piece.zoom.key_higher", () => zoom.higher(), on);
  bindKey(["Alt+ArrowDown"], "piece.zoom.key_lower", () => zoom.lower(), on);
  bindKey("F", "piece.zoom.key_all", zoom.fitAll, on);
  return zoom;
}
