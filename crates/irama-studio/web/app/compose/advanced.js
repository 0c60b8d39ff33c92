// The rest of the brief: how the likeliest values are cut, the search, copies, how chords bind,
// and a temperature for each field.

import { el, live } from "../dom.js";
import { field, numberInput, refreshOn, segments } from "../fields.js";
import { store } from "../store.js";
import { draftChanged, TEMPERATURE_FIELDS } from "./draft.js";

const bound = (name) => ({
  read: () => store.state.draft.advanced[name],
  write: (value) => draftChanged({ advanced: { ...store.state.draft.advanced, [name]: value } }),
});

const controls = [];

function number(name, bounds, label = `advanced.${name}`) {
  const input = numberInput({ ...bound(name), placeholder: "–", name, ...bounds });
  controls.push(input);
  return field(live(label), input, { name });
}

function choice(name, values) {
  const control = segments(name, values.map((it) => [it, live(`advanced.${name}_${it}`)]), { ...bound(name), label: live(`advanced.${name}`) });
  controls.push(control);
  return el("div.field", el("span.field-label", live(`advanced.${name}`)), control);
}

/** All of them. */
export function advancedFields() {
  controls.length = 0;
  const share = { least: 0, most: 1, step: 0.05, start: 1 };
  const node = el("div.stack",
    el("div.triple", number("top_k", { least: 1, start: 20 }), number("top_p", share), number("min_p", { ...share, step: 0.01, start: 0 })),
    el("div.triple", number("particles", { least: 1, most: 4096, start: 24 }), number("copy_limit", { least: 7, start: 12 }), number("drum_copy_limit", { least: 7, start: 32 })),
    el("div.triple", number("outside_notes", { least: 0, start: 0 })),
    choice("choice", ["random", "likeliest"]), choice("returns", ["learned", "free"]), choice("chord_notes", ["all", "beats"]),
    el("fieldset.part", el("legend", live("advanced.temperatures")), el("div.part-grid", TEMPERATURE_FIELDS.map((it) => number(`t_${it}`, { least: 0, step: 0.05, start: 1 }, `advanced.t_${it}`)))));
  refreshOn((it) => it.draft.advanced, ...controls);
  return node;
}
