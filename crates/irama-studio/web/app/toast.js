// Toasts: short notes at the edge, read out by screen readers. Errors stay until they are put away.

import { el, fill, live } from "./dom.js";
import { explain } from "./errors.js";
import { icon } from "./icons.js";

const SHOWN_MS = 6000;
const politely = el("div.toasts", { role: "status", "aria-live": "polite" });
const urgently = el("div.toasts", { role: "alert" });

/** Where toasts are shown; `main.js` puts it into the page. */
export const toastPlace = el("div.toast-place", politely, urgently);

function show(place, node, ms) {
  const away = () => node.remove();
  let timer = ms && setTimeout(away, ms);
  node.append(el("button.icon", { "aria-label": live("toast.close"), onclick: away }, icon("close")));
  // Whoever points at it or has reached it by key may take their time.
  node.addEventListener("pointerenter", () => clearTimeout(timer));
  node.addEventListener("focusin", () => clearTimeout(timer));
  node.addEventListener("pointerleave", () => { timer = ms && setTimeout(away, ms); });
  while (place.children.length >= 3) {
    place.firstChild.remove();
  }
  place.append(node);
  return away;
}

/** Says something in passing, with a button if there is an `undo` function. */
export function say(text, undo) {
  const node = el("div.toast", el("p", text));
  if (undo) {
    node.append(el("button.link", { onclick: () => { node.remove(); undo(); } }, live("action.undo")));
  }
  return show(politely, node, SHOWN_MS);
}

/** Says what failed, why, and what to do. */
export function fail(error) {
  if (error?.name === "AbortError") {
    return () => {};
  }
  const { what, todo } = explain(error);
  for (const old of [...urgently.children]) {
    if (old.dataset.code === String(error?.code)) {
      old.remove();
    }
  }
  const text = fill(el("div"), el("p", el("strong", what)), todo && el("p", todo));
  return show(urgently, el("div.toast.bad", { dataset: { code: String(error?.code) } }, icon("alert"), text), 0);
}
