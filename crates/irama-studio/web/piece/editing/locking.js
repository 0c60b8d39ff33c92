// Locks: what stays as it is when the piece is written anew. Chosen notes are locked one by one, else
// the chosen bars, else the chosen parts.

import { store } from "../../app/store.js";
import { chosenKeys } from "../chosen.js";

// There may be very many, so the first that is missing ends it and nothing is copied.
function areAllIn(items, set) {
  for (const it of items) {
    if (!set.has(it)) {
      return false;
    }
  }
  return true;
}

function turned(set, items) {
  const next = new Set(set);
  const isOn = areAllIn(items, set);
  for (const it of items) {
    if (isOn) {
      next.delete(it);
    } else {
      next.add(it);
    }
  }
  return next;
}

function barsOf([first, last]) {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** What would be locked or unlocked: `["notes" | "bars" | "parts", items]`, or `null`. */
export function lockable({ selection } = store.state) {
  if (chosenKeys().size > 0) {
    return ["notes", chosenKeys()];
  }
  if (selection.bars) {
    return ["bars", barsOf(selection.bars)];
  }
  return selection.parts.size > 0 ? ["parts", selection.parts] : null;
}

/** Whether all of what is chosen is locked. */
export function isLocked() {
  const found = lockable();
  return Boolean(found) && areAllIn(found[1], store.state.locks[found[0]]);
}

/** Locks what is chosen, or unlocks it if all of it is locked. */
export function toggleLock() {
  const found = lockable();
  if (found) {
    const [kind, items] = found;
    store.update((it) => { it.locks = { ...it.locks, [kind]: turned(it.locks[kind], items) }; });
  }
}
