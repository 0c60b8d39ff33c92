// The playhead: moves with what is heard, lights the keys that sound, and keeps itself in sight
// unless the person has scrolled elsewhere.

import { store } from "../../app/store.js";
import { notesBetween } from "../sheet.js";
import { shown } from "../shown.js";
import { player } from "../sound/player.js";

const AHEAD = 0.08;
const { state } = store;

function rowsAt(view, tick) {
  const rows = new Set();
  for (const part of shown.sheet.parts) {
    notesBetween(shown.sheet, part, tick, tick + 1, (i) => {
      const row = view.rowOf(part, part.pitch[i]);
      if (row >= 0) {
        rows.add(row);
      }
    });
  }
  return rows;
}

const isSame = (a, b) => a.size === b.size && [...a].every((it) => b.has(it));

/** Moves the playhead of a roll. */
export function movePlayhead(roll) {
  const { view, scene, playhead, scroller } = roll;
  let frame = 0;
  let isFollowing = true;

  const place = () => {
    const x = view.xOf(player.currentTick());
    playhead.hidden = !state.song || shown.isSketch || x < -1 || x > view.width + 1;
    playhead.style.transform = `translateX(${Math.round(x * 2) / 2}px)`;
    return x;
  };
  const follow = (x) => {
    const isSeen = x >= 0 && x <= view.width * 0.96;
    if (isSeen) {
      isFollowing = true;
    } else if (isFollowing) {
      scroller.scrollLeft = view.left + x - view.width * AHEAD;
    }
  };
  const light = (rows) => {
    if (!isSame(rows, scene.lit)) {
      scene.lit = rows;
      roll.touch("keys");
    }
  };
  const run = () => {
    const x = place();
    const isGoing = state.play.state === "playing";
    if (isGoing) {
      follow(x);
    }
    light(isGoing ? rowsAt(view, player.currentTick()) : new Set());
    frame = isGoing ? requestAnimationFrame(run) : 0;
  };
  const begin = () => {
    cancelAnimationFrame(frame);
    isFollowing = true;
    run();
  };
  // Whoever scrolls away wants to look there.
  const away = () => { isFollowing = false; };
  scroller.addEventListener("wheel", away, { passive: true });
  scroller.addEventListener("pointerdown", away, { passive: true });
  store.watch((it) => it.play.state, begin);
  store.watch((it) => it.play.tick, () => frame === 0 && run());
  store.watch((it) => it.song, () => frame === 0 && run());
  roll.onDraw = () => frame === 0 && place();
  begin();
}
