// Locks: what stays as it is when the piece is written anew. Chosen notes are locked one by one, else
// the chosen bars, else the chosen parts.

import { store } from "../../app/store.js";
import { chosenKeys } from "../chosen.js";

function turned(set, items) {
  const next = new Set(set);
  const isOn = items.every((it) => next.has(it));
  items.forEach((it) => (isOn ? next.delete(it) : next.add(it)));
  return next;
}

function barsOf([first, last]) {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** What would be locked or unlocked: `["notes" | "bars" | "parts", items]`, or `null`. */
export function lockable({ selection } = store.state) {
  if (chosenKeys().size > 0) {
    return ["notes", [...chosenKeys()]];
  }
  if (selection.bars) {
    return ["bars", barsOf(selection.bars)];
  }
  return selection.parts.size > 0 ? ["parts", [...selection.parts]] : null;
}

/** Whether all of what is chosen is locked. */
export function isLocked() {
  const found = lockable();
  return Boolean(found) && found[1].every((it) => store.state.locks[found[0]].has(it));
}

/** Locks what is chosen, or unlocks it if all of it is locked. */
export function toggleLock() {
  const found = lockable();
  if (found) {
    const [kind, items] = found;
    store.update((it) => { it.locks = { ...it.locks, [kind]: turned(it.locks[kind], items) }; });
  }
}
