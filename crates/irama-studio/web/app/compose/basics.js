// The fields that everyone sees: bars, creativity, seed with lock and dice, number of variations.

import { el, fill, live } from "../dom.js";
import { field, numberInput, refreshOn, segments, slider } from "../fields.js";
import { parseNumber } from "../format.js";
import { icon } from "../icons.js";
import { store } from "../store.js";
import { onLanguage, t } from "../words.js";
import { draftChanged, randomSeed } from "./draft.js";

const bound = (name) => ({ read: () => store.state.draft[name], write: (value) => draftChanged({ [name]: value }) });

function barsField() {
  const input = numberInput({ ...bound("bars"), step: 4, least: 1, most: 4096, start: 16, name: "bars" });
  refreshOn((it) => it.draft.bars, input);
  const step = (by) => () => {
    const now = parseNumber(input.value) || 16;
    draftChanged({ bars: String(Math.max(1, now + by)) });
  };
  const less = el("button.icon", { type: "button", "aria-label": live("compose.fewer_bars"), onclick: step(-4) }, "−");
  const more = el("button.icon", { type: "button", "aria-label": live("compose.more_bars"), onclick: step(4) }, "+");
  const node = field(live("compose.bars"), input, { name: "bars" });
  const row = el("div.stepper", less, more);
  input.replaceWith(row);
  less.after(input);
  const show = () => { node.hidden = ["refill", "accompany"].includes(store.state.draft.mode); };
  store.watch((it) => it.draft.mode, show);
  show();
  return node;
}

const WORDS = [[0.75, "safe"], [0.93, "careful"], [1.07, "balanced"], [1.25, "bold"], [Infinity, "wild"]];
const boldness = (value) => t(`creativity.${WORDS.find(([below]) => value < below)[1]}`);

function creativityField() {
  const control = slider({ ...bound("temperature"), least: 0.5, most: 1.5, step: 0.05, name: "temperature", label: live("compose.creativity") });
  const word = el("output.creativity-word");
  const show = () => {
    control.refresh();
    const value = parseNumber(store.state.draft.temperature);
    fill(word, Number.isNaN(value) ? "" : boldness(value));
  };
  store.watch((it) => it.draft.temperature, show);
  onLanguage(show);
  show();
  const head = el("div.field-head", el("span.field-label", live("compose.creativity")), word);
  const error = el("span.field-error");
  const node = el("div.field", head, control, el("div.ends", el("span", live("creativity.safe")), el("span", live("creativity.wild"))), error);
  node.dataset.field = "temperature";
  return node;
}

function seedField() {
  const input = numberInput({ ...bound("seed"), step: 1, least: 0, name: "seed", inputmode: "numeric" });
  input.addEventListener("input", () => draftChanged({ seedLocked: true }));
  const lock = el("button.icon.lock", { type: "button" });
  lock.onclick = () => draftChanged({ seedLocked: !store.state.draft.seedLocked });
  const dice = el("button.icon", { type: "button", "aria-label": live("compose.dice"), title: live("compose.dice"), onclick: () => draftChanged({ seed: String(randomSeed()) }) }, icon("dice"));
  const show = () => {
    input.refresh();
    const { seedLocked } = store.state.draft;
    fill(lock, icon(seedLocked ? "lock" : "unlock"));
    lock.setAttribute("aria-pressed", String(seedLocked));
    lock.setAttribute("aria-label", t("compose.lock_seed"));
    lock.title = t(seedLocked ? "compose.seed_locked" : "compose.seed_free");
  };
  store.watch((it) => [it.draft.seed, it.draft.seedLocked], show);
  onLanguage(show);
  show();
  const node = field(live("compose.seed"), input, { name: "seed" });
  const row = el("div.with-buttons");
  input.replaceWith(row);
  row.append(input, lock, dice);
  return node;
}

function variationsField() {
  const numbers = [1, 2, 3, 4, 6, 8];
  const control = segments("variations", numbers.map((it) => [String(it), String(it)]), {
    read: () => String(store.state.draft.variations), write: (value) => draftChanged({ variations: Number(value) }), label: live("compose.variations"),
  });
  refreshOn((it) => it.draft.variations, control);
  return el("div.field", el("span.field-label", live("compose.variations")), control);
}

/** All of them. */
export const basicFields = () => el("div.stack", creativityField(), el("div.pair", barsField(), seedField()), variationsField());
