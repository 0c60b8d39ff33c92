// The bar that floats over the roll while something is chosen: what it is, and what can be done.

import { el, fill, live } from "../../app/dom.js";
import { numberInput } from "../../app/fields.js";
import { parseNumber } from "../../app/format.js";
import { icon } from "../../app/icons.js";
import { store } from "../../app/store.js";
import { onLanguage, t } from "../../app/words.js";
import { anyChosenNote, chooseNothing, chosenKeys, isChosen, meanVelocity, onChosen } from "../chosen.js";
import { isLocked } from "../editing/locking.js";
import { barsName, noteName, partNames } from "../naming.js";
import { onShown, shown } from "../shown.js";
import { doing } from "./doing.js";
import { sign } from "./signs.js";

const { state } = store;

function said() {
  const { bars, parts } = state.selection;
  const notes = chosenKeys().size;
  if (notes > 0) {
    const only = notes === 1 ? anyChosenNote() : null;
    const words = only && !bars ? noteName(shown.sheet, only) : t("piece.choice.notes", { n: notes });
    // Bars are what is refilled, notes what is changed: where both are chosen, both are said.
    return bars ? `${barsName(bars)} · ${words}` : words;
  }
  return [bars && barsName(bars), parts.size > 0 && partNames(shown.sheet, parts)].filter(Boolean).join(" · ");
}

function button(key, content, run, classes = "") {
  return el(`button.choice-button${classes}`, { type: "button", title: live(`piece.choice.${key}_hint`), "aria-label": live(`piece.choice.${key}`), onclick: run }, content);
}

/** Goes on at the end, or writes anew all that comes after the choice: whichever it is, it says so. */
function onwardButton() {
  const label = el("span");
  const node = el("button.choice-button", { type: "button", onclick: doing.goOn }, sign("onward"), label);
  node.refresh = () => {
    const { after, last } = doing.onward();
    const key = after < last ? "rest" : "onward";
    label.textContent = t(`piece.choice.${key}`);
    node.title = t(`piece.choice.${key}_hint`, { first: after + 1, last });
    node.setAttribute("aria-label", after < last ? `${label.textContent}: ${node.title}` : label.textContent);
  };
  return node;
}

const worded = (key, name, run, classes) => button(key, [sign(name), el("span", live(`piece.choice.${key}`))], run, classes);

function velocityField() {
  let typed = null;
  const mean = () => String(Math.round(meanVelocity()));
  const input = numberInput({ read: () => typed ?? mean(), write: (text) => { typed = text; }, step: 1, least: 1, most: 127, "aria-label": live("piece.choice.velocity"), title: live("piece.choice.velocity_hint") });
  const node = el("label.choice-velocity", sign("loudness"), input);
  const take = () => {
    const value = parseNumber(typed ?? "");
    typed = null;
    if (value >= 1 && value <= 127 && String(value) !== mean()) {
      doing.setVelocity(value);
    }
    input.refresh();
  };
  input.addEventListener("change", take);
  input.addEventListener("blur", take);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      take();
    }
  });
  node.refresh = () => {
    node.hidden = chosenKeys().size === 0;
    if (!node.hidden && typed === null) {
      input.refresh();
    }
  };
  return node;
}

/** The bar; hidden while nothing is chosen. */
export function choiceBar() {
  const what = el("p.choice-what", { role: "status" });
  const lock = button("lock", icon("lock"), doing.lock);
  const velocity = velocityField();
  const onward = onwardButton();
  const rest = [
    button("octave_down", sign("octave_down"), () => doing.transpose(-12)),
    button("down", sign("down"), () => doing.transpose(-1)),
    button("up", sign("up"), () => doing.transpose(1)),
    button("octave_up", sign("octave_up"), () => doing.transpose(12)),
    button("quantise", sign("grid"), doing.quantise),
    button("humanise", sign("human"), doing.humanise),
    button("loop", icon("loop"), doing.loop),
    button("delete", icon("bin"), doing.remove),
  ];
  const close = button("none", icon("close"), chooseNothing);
  const node = el("div.choice-bar", { role: "toolbar", "aria-label": live("piece.choice.title"), hidden: true },
    what, el("div.choice-tools", worded("refill", "refill", doing.refill, ".choice-main"), onward, lock, velocity, rest), close);
  const show = () => {
    node.hidden = !isChosen() || shown.isSketch || !state.song;
    if (node.hidden) {
      return;
    }
    const words = said();
    if (what.textContent !== words) {
      what.textContent = words;
      what.title = words;
    }
    const isHeld = isLocked();
    lock.setAttribute("aria-pressed", String(isHeld));
    fill(lock, icon(isHeld ? "lock" : "unlock"));
    velocity.refresh();
    onward.refresh();
  };
  store.watch((it) => [it.selection, it.locks, it.song], show);
  onChosen(show);
  onShown(show);
  onLanguage(show);
  show();
  return node;
}
