// The pointer over the ruler: a click goes there, a drag chooses bars, the ends of the loop can be
// taken. Over the keys: a click chooses all notes of that key.

import { store } from "../../app/store.js";
import { choose, chooseBars, keysIn } from "../chosen.js";
import { barAt } from "../sheet.js";
import { shown } from "../shown.js";
import { player } from "../sound/player.js";
import { snapped } from "./hit.js";

const STILL = 4;
const REACH = 8;
const { state } = store;

const inOrder = (a, b) => [Math.min(a, b), Math.max(a, b)];

/** Listens to the ruler of a roll. */
export function rulerPointing(roll) {
  const { view, ruler, scroller, scene } = roll;
  let drag = null;
  const xOf = (event) => event.clientX - ruler.getBoundingClientRect().left;
  const barOf = (x) => barAt(shown.sheet.starts, Math.max(0, view.tickAt(x))) + 1;
  const loopEnd = (x) => (state.play.loop ? [0, 1].find((i) => Math.abs(view.xOf(state.play.loop[i]) - x) <= REACH) ?? -1 : -1);

  const dragLoop = (end) => (x) => {
    const tick = snapped(Math.min(shown.sheet.end, Math.max(0, view.tickAt(x))));
    const loop = [...(scene.loop ?? state.play.loop)];
    loop[end] = end === 0 ? Math.min(tick, loop[1] - 120) : Math.max(tick, loop[0] + 120);
    return loop;
  };
  // The player hears of it when the end is let go, or it would start anew at each step.
  const showLoop = (loop) => {
    scene.loop = loop;
    roll.touch("ruler");
  };

  ruler.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !state.song) {
      return;
    }
    ruler.setPointerCapture(event.pointerId);
    const x = xOf(event);
    const end = loopEnd(x);
    const held = event.shiftKey && state.selection.bars ? state.selection.bars : null;
    const bar = barOf(x);
    const anchor = held ? (bar < held[0] ? held[1] : held[0]) : bar;
    drag = end >= 0 ? { loop: dragLoop(end), x } : { anchor, x, isMoved: Boolean(held) };
    if (held) {
      chooseBars(inOrder(anchor, bar));
    }
  });
  ruler.addEventListener("pointermove", (event) => {
    const x = xOf(event);
    if (!drag) {
      ruler.style.cursor = loopEnd(x) >= 0 ? "ew-resize" : "pointer";
      return;
    }
    drag.isMoved ||= Math.abs(x - drag.x) > STILL;
    if (!drag.isMoved) {
      return;
    }
    if (x < 0 || x > view.width) {
      scroller.scrollBy(x < 0 ? x : x - view.width, 0);
    }
    if (drag.loop) {
      showLoop(drag.loop(x));
    } else {
      chooseBars(inOrder(drag.anchor, barOf(x)));
    }
  });
  const end = () => {
    if (drag && !drag.isMoved && !drag.loop) {
      player.seek(snapped(Math.min(shown.sheet.end, Math.max(0, view.tickAt(drag.x)))));
    }
    if (scene.loop) {
      const { loop } = scene;
      store.update((it) => { it.play = { ...it.play, loop }; });
    }
    leave();
  };
  const leave = () => {
    drag = null;
    showLoop(null);
  };
  ruler.addEventListener("pointerup", end);
  ruler.addEventListener("pointercancel", leave);
  ruler.addEventListener("dblclick", (event) => chooseBars([barOf(xOf(event)), barOf(xOf(event))]));
  ruler.addEventListener("wheel", (event) => {
    event.preventDefault();
    scroller.scrollBy(event.deltaX || event.deltaY, 0);
  }, { passive: false });
}

/** Listens to the keys of a roll. */
export function keysPointing({ view, keys, scroller }) {
  keys.addEventListener("click", (event) => {
    const row = view.rowAt(event.clientY - keys.getBoundingClientRect().top);
    const { bars, parts } = state.selection;
    choose(keysIn(bars, parts).filter((key) => {
      const [part, , pitch] = key.split(":").map(Number);
      return view.rowOf(shown.sheet.parts[part], pitch) === row;
    }));
  });
  keys.addEventListener("wheel", (event) => {
    event.preventDefault();
    scroller.scrollBy(0, event.deltaY);
  }, { passive: false });
}
