// Keys: what each does, bound once and listed in the help. They do nothing while someone types, and Space and Enter leave buttons alone that were reached by key.

import { store } from "./store.js";

const bound = [];

const isTyping = (target) => target.matches?.("textarea, select, [contenteditable=true]")
  || (target.matches?.("input") && !["checkbox", "radio", "range", "button"].includes(target.type));

/** How a pressed key is written: `Ctrl+Shift+Z`, `Space`, `?`. */
export function chord(event) {
  const name = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const isSign = event.key.length === 1 && event.key !== " " && event.key.toLowerCase() === event.key.toUpperCase();
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
  if (event.altKey) parts.push("Alt");
  if (event.shiftKey && !isSign) parts.push("Shift");
  return [...parts, name].join("+");
}

/** Binds keys such as `"Space"` or `"Ctrl+Z"` (or a list of them); `label` is the key of the words
 *  that the help shows. `where` is a selector that the focus must be in, `when` a further condition,
 *  `group` the heading in the help: `frame`, `piece` or what stands before the point in `label`. */
export function bindKey(keys, label, run, { where, when, group } = {}) {
  const entry = { keys: [keys].flat(), label, run, where, when, group: group ?? label.split(".")[0] };
  bound.push(entry);
  return () => bound.splice(bound.indexOf(entry), 1);
}

/** All that are bound, for the help. */
export const boundKeys = () => [...bound];

function fits(entry, pressed, target) {
  return entry.keys.includes(pressed)
    && (!entry.where || target.closest?.(entry.where))
    && (!entry.when || entry.when());
}

// What was last clicked by mouse or finger, until the focus moves on by key.
let pointed = null;

// People who speak to their computer, or whose hands slip, may want keys without Ctrl to do nothing
// (WCAG 2.1.4). Those that are no letter or sign, such as arrows, stay.
const isLetter = (pressed) => /^(Shift\+)?[^\s]$/u.test(pressed);
const areLettersOff = () => store.state.settings.letter_keys === false;

const BUTTONS = "button, a[href], summary, input, label, [role=button], [role=menuitem], [role=tab]";

// The key that was taken and is still down: buttons act when Space comes up.
let taken = null;

function onKeyUp(event) {
  if (event.code === taken) {
    event.preventDefault();
    taken = null;
  }
}

function onKey(event) {
  const { target } = event;
  if (event.key === "Tab" || event.key.startsWith("Arrow")) {
    pointed = null;
  }
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog:modal")) {
    return;
  }
  const pressed = chord(event);
  if (isLetter(pressed) && areLettersOff()) {
    return;
  }
  // Fields keep their own keys, such as Ctrl+Z; Ctrl+Enter is not one of them.
  if (isTyping(target) && pressed !== "Ctrl+Enter") {
    return;
  }
  // Who clicked a button by mouse means the page with Space; who went to it by key means the button.
  const isPress = pressed === "Enter" || (pressed === "Space" && !pointed?.contains(target));
  if (isPress && target.closest?.(BUTTONS)) {
    return;
  }
  // What is bound to a place goes before what is bound to the page.
  const found = bound.filter((it) => fits(it, pressed, target)).sort((a, b) => Boolean(b.where) - Boolean(a.where))[0];
  if (found) {
    event.preventDefault();
    taken = event.code;
    found.run(event);
  }
}

/** Starts to listen. */
export function listenToKeys() {
  document.addEventListener("pointerdown", (event) => { pointed = event.target.closest?.("button, a[href], summary") ?? null; });
  document.addEventListener("keydown", onKey);
  document.addEventListener("keyup", onKeyUp);
}
