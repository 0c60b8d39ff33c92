// What can be done with the choice, by name: shared by its bar and by keys.

import { actions } from "../../app/actions.js";
import { store } from "../../app/store.js";
import { choose, chosenKeys, chosenNotes, chosenRegion, chooseBars, isChosen, keysIn } from "../chosen.js";
import { changeNotes, deleteNotes, humanise, moveNotes, quantise, transpose } from "../editing/commands.js";
import { toggleLock } from "../editing/locking.js";
import { gridTicks } from "../settings.js";
import { shown } from "../shown.js";
import { player } from "../sound/player.js";
import { barAt } from "../sheet.js";

const { state } = store;

/** Writes the chosen bars and parts anew. */
function refill() {
  if (isChosen()) {
    const { bars, parts } = chosenRegion();
    actions.refill({ bars, parts });
  }
}

/** The bar after which to go on: the last chosen one, or the last of all. */
function onward() {
  const last = state.song.bars;
  return { after: Math.min(last, chosenRegion().bars?.[1] ?? last), last };
}

/** Writes anew all that comes after the last chosen bar, or goes on at the end. */
const goOn = () => actions.continueFrom(onward().after);

/** Loops the chosen bars and plays them. */
function loop() {
  const { bars } = chosenRegion();
  const { starts, end } = shown.sheet;
  const range = bars ? [starts[bars[0] - 1], starts[bars[1]] ?? end] : [0, end];
  store.update((it) => { it.play = { ...it.play, loop: range }; });
  if (state.play.state !== "playing") {
    player.play(range[0]);
  }
}

/** Moves the chosen bars on by `step` bars, or makes them more if `isMore`. */
function stepBars(step, isMore) {
  const n = shown.sheet.starts.length - 1;
  const now = state.selection.bars;
  if (!now) {
    const bar = barAt(shown.sheet.starts, player.currentTick()) + 1;
    return chooseBars([bar, bar]);
  }
  if (isMore) {
    const last = Math.min(n, now[1] + step);
    return last >= now[0] ? chooseBars([now[0], last]) : undefined;
  }
  const first = Math.max(1, Math.min(n - (now[1] - now[0]), now[0] + step));
  return chooseBars([first, first + now[1] - now[0]]);
}

const grid = () => (gridTicks() === 1 ? 10 : gridTicks());

export const doing = {
  refill, onward, goOn, loop, stepBars, transpose, quantise, humanise,
  lock: toggleLock,
  remove: () => deleteNotes(),
  chooseAll: () => choose(keysIn(state.selection.bars, state.selection.parts)),
  /** Moves the chosen notes by steps of the grid. */
  nudge: (steps) => chosenKeys().size > 0 && moveNotes(steps * grid(), 0),
  /** Makes the chosen notes longer by steps of the grid. */
  lengthen: (steps) => chosenKeys().size > 0 && changeNotes((it) => ({ length: Math.max(Math.min(it.length, 30), it.length + steps * grid()) })),
  /** Makes the chosen notes louder. */
  louder: (more) => chosenKeys().size > 0 && changeNotes((it) => ({ velocity: it.velocity + more })),
  /** Gives the chosen notes a mean velocity; their differences stay. */
  setVelocity(velocity) {
    const notes = chosenNotes();
    const mean = notes.reduce((sum, it) => sum + it.velocity, 0) / Math.max(1, notes.length);
    return changeNotes((it) => ({ velocity: it.velocity + velocity - mean }), notes);
  },
};
