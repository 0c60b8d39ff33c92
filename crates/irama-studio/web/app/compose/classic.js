// What classic models can be asked: a number of notes, how far chance goes, and how notes are played.

import { el, live } from "../dom.js";
import { field, numberInput, refreshOn, segments } from "../fields.js";
import { store } from "../store.js";
import { draftChanged } from "./draft.js";

const bound = (name) => ({
  read: () => store.state.draft.classic[name],
  write: (value) => draftChanged({ classic: { ...store.state.draft.classic, [name]: value } }),
});

/** The fields. */
export function classicFields() {
  const number = (name, bounds) => numberInput({ ...bound(name), name: `classic.${name}`, ...bounds });
  const inputs = {
    notes: number("notes", { least: 1, most: 50_000, step: 10 }), temperature: number("temperature", { least: 0, step: 0.05 }), tempo: number("tempo", { least: 4, most: 1000 }),
    velocity: number("velocity", { least: 1, most: 127 }), duration: number("duration", { least: 1, step: 60 }),
  };
  const mode = segments("classic-mode", ["spread", "divide"].map((it) => [it, live(`classic.mode_${it}`)]), { ...bound("mode"), label: live("classic.mode") });
  refreshOn((it) => it.draft.classic, ...Object.values(inputs), mode);
  const shown = Object.entries(inputs).map(([name, input]) => field(live(`classic.${name}`), input, { name: `classic.${name}` }));
  return el("div.stack", el("p.hushed", live("classic.what")), el("div.part-grid", shown), el("div.field", el("span.field-label", live("classic.mode")), mode));
}
