// How to learn: a name, how long, and the folded settings; then the big button.

import { actions } from "../actions.js";
import { el, fill, live } from "../dom.js";
import { field, folded, markField, numberInput, refreshOn, segments, selectInput, textInput } from "../fields.js";
import { store } from "../store.js";
import { explainLine } from "../errors.js";
import { modelLabel } from "../models/managing.js";
import { onLanguage, t } from "../words.js";
import { chosenCollection } from "./collections.js";
import { freshSettings, settingsOf } from "./settings.js";

let form = { name: "", ...freshSettings() };
const listeners = new Set();
function changed(change) {
  form = { ...form, ...change };
  listeners.forEach((it) => it());
}
const bound = (name) => ({ read: () => form[name], write: (value) => changed({ [name]: value }) });

function number(name, bounds, controls) {
  const input = numberInput({ ...bound(name), placeholder: live("learn.automatic"), name: `learn.${name}`, ...bounds });
  controls.push(input);
  return field(live(`learn.${name}`), input, { name });
}

function minutesField(controls) {
  const quick = segments("minutes", ["1", "2", "5", "15", "60"].map((it) => [it, it]), { ...bound("minutes"), label: live("learn.minutes") });
  const input = numberInput({ ...bound("minutes"), least: 0.05, step: 1, start: 5, "aria-label": live("learn.minutes_exact"), name: "learn.minutes" });
  controls.push(quick, input);
  const node = el("div.field", { dataset: { field: "minutes" } }, el("span.field-label", live("learn.minutes")), el("div.with-buttons", quick, input), el("span.field-error"));
  return node;
}

function fromField() {
  const able = () => [...store.state.models.values()].filter((it) => it.has_sound && it.kind === "events");
  const select = selectInput({ ...bound("from"), options: () => [["", t("learn.from_nothing")], ...able().map((it) => [it.id, modelLabel(it)])] });
  refreshOn((it) => it.models, select);
  onLanguage(select.refresh);
  return field(live("learn.start_from"), select, { name: "from" });
}

function settings(controls) {
  const share = { least: 0, most: 0.9, step: 0.05 };
  const kind = segments("kind", ["events", "classic"].map((it) => [it, live(`learn.kind_${it}`)]), { ...bound("kind"), label: live("learn.kind") });
  controls.push(kind);
  const from = fromField();
  const split = segments("split", ["files", "windows"].map((it) => [it, live(`learn.split_${it}`)]), { ...bound("split"), label: live("learn.split") });
  controls.push(split);
  const splitField = el("div.field", el("span.field-label", live("learn.split")), split);
  const units = textInput({ ...bound("units"), placeholder: live("learn.automatic"), name: "learn.units" });
  const says = el("p.hushed", "");
  listeners.add(() => {
    const isClassic = form.kind === "classic";
    from.hidden = isClassic;
    splitField.hidden = !isClassic;
    fill(says, t(isClassic ? "learn.kind_classic_says" : "learn.kind_events_says"));
  });
  return folded("learning", live("learn.settings"), el("div.field", el("span.field-label", live("learn.kind")), kind, says),
    el("div.part-grid", number("epochs", { least: 1, step: 1, start: 20 }, controls), number("steps", { least: 1, step: 32, start: 320 }, controls), number("window", { least: 2, step: 1, start: 64 }, controls),
      number("batch", { least: 1, step: 1, start: 16 }, controls), number("held_out", { ...share, start: 0.1 }, controls), number("dropout", { ...share, start: 0.25 }, controls),
      number("learning_rate", { least: 0, step: 0.001, start: 0.003 }, controls), number("patience", { least: 1, start: 8 }, controls), number("seed", { least: 0, start: 1 }, controls)),
    field(live("learn.units"), units, { hint: "learn.units_hint", name: "units" }), splitField, from);
}

async function start(node) {
  const collection = chosenCollection();
  for (const it of node.querySelectorAll(".field[data-field]:not([data-field=''])")) {
    if (it.querySelector(".field-error") && it.querySelector("input, select")) {
      markField(it, null);
    }
  }
  try {
    const name = form.name.trim() || (collection.id === "built-in" ? t("learn.built_in") : collection.name);
    await actions.learn(name, collection.id, settingsOf(form));
    document.querySelector(".panels").scrollTop = 0;
  } catch (error) {
    const wrong = node.querySelector(`[data-field="${error.field}"]`);
    markField(wrong, explainLine(error));
    wrong.closest("details")?.setAttribute("open", "");
    wrong.querySelector("input").focus();
  }
}

/** The rest of the panel. */
export function learnForm() {
  const controls = [];
  const name = textInput({ ...bound("name"), maxlength: "120", name: "learn.name" });
  const go = el("button.primary.big", { type: "submit" });
  const why = el("p.hushed");
  const node = el("form.stack", { novalidate: true, onsubmit: (event) => {
    event.preventDefault();
    start(node);
  } }, el("h3.step-title", el("span.step-n", "2"), live("learn.how")), field(live("learn.name"), name), minutesField(controls), settings(controls), go, why);
  const show = () => {
    const collection = chosenCollection();
    const isReady = collection?.id === "built-in" || collection?.state === "ready";
    go.disabled = !isReady;
    fill(go, t("learn.go"));
    name.placeholder = collection ? (collection.id === "built-in" ? t("learn.built_in") : collection.name) : "";
    fill(why, isReady ? t("learn.promise") : t("learn.not_ready"));
    controls.forEach((it) => it.refresh());
  };
  listeners.add(show);
  store.watch((it) => [it.collections, it.learnFrom], show);
  onLanguage(() => changed({}));
  changed({});
  return node;
}
