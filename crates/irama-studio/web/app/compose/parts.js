// Who plays: families of instruments to tick, and for each that is ticked its range, how many notes,
// its instrument and its chance.

import { el, fill, live } from "../dom.js";
import { field, folded, numberInput, selectInput } from "../fields.js";
import { store } from "../store.js";
import { onLanguage, t } from "../words.js";
import { draftChanged, FAMILIES, FIRST_PROGRAM } from "./draft.js";
import { PROGRAMS } from "./programs.js";

function partChanged(name, change) {
  const { parts } = store.state.draft;
  draftChanged({ parts: { ...parts, [name]: { ...parts[name], ...change } } });
}

const isOn = (name) => Boolean(store.state.draft.parts[name]?.on);

function chip(name) {
  const input = el("input", { type: "checkbox", checked: isOn(name), onchange: () => partChanged(name, { on: input.checked }) });
  const node = el("label.chip", { dataset: { family: name } }, input, el("span", live(`family.${name}`)));
  node.refresh = () => { input.checked = isOn(name); };
  return node;
}

function programField(name) {
  const first = FIRST_PROGRAM[name];
  if (first === undefined) {
    return null;
  }
  const options = () => [["", t("compose.any")], ...PROGRAMS.slice(first, first + 8).map((it, i) => [String(first + i), it])];
  const select = selectInput({ read: () => store.state.draft.parts[name]?.program, write: (program) => partChanged(name, { program }), options });
  onLanguage(select.refresh);
  return field(live("part.program"), select, { classes: ".span-2" });
}

function settings(name) {
  const number = (key, bounds) => field(live(`part.${key}`), numberInput({
    read: () => store.state.draft.parts[name]?.[key], write: (value) => partChanged(name, { [key]: value }), placeholder: "–", ...bounds,
  }), { name: `parts.${name}.${key}` });
  const pitch = { least: 0, most: 127, start: 60 };
  return el("fieldset.part", { dataset: { family: name } }, el("legend", live(`family.${name}`)), el("div.part-grid",
    programField(name), number("low", pitch), number("high", pitch), number("polyphony", { least: 1, most: 127, start: 1 }),
    number("min", { least: 0, most: 64, start: 0 }), number("max", { least: 1, most: 999, start: 8 }), number("chance", { least: 1, most: 100, step: 5, start: 100 })));
}

/** The field. */
export function partsField() {
  const chips = FAMILIES.map(chip);
  const details = el("div.stack");
  const more = folded("parts", live("compose.parts_more"), details);
  let shown = "";
  const show = () => {
    chips.forEach((it) => it.refresh());
    const on = FAMILIES.filter(isOn);
    more.hidden = on.length === 0;
    if (on.join() !== shown) {
      shown = on.join();
      fill(details, on.map(settings));
    }
  };
  store.watch((it) => it.draft.parts, show);
  show();
  const node = el("div.stack.parts-place", el("div.field", { role: "group", "aria-labelledby": "parts-label" }, el("span.field-label", { id: "parts-label" }, live("compose.parts")),
    el("div.chips", chips), el("span.field-hint", live("compose.parts_hint"))), more);
  const byMode = () => { node.hidden = store.state.draft.mode === "refill"; };
  store.watch((it) => it.draft.mode, byMode);
  byMode();
  return node;
}
