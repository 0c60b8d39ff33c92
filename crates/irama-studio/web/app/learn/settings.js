// Settings of learning: from what was typed to what the server takes. Knows nothing of the page.

import { DraftError, numberOf } from "../compose/brief.js";

/** What is asked for where nothing was typed: all by the size of the collection. */
export const freshSettings = () => ({ kind: "events", minutes: "5", epochs: "", steps: "", window: "", batch: "", held_out: "", units: "", dropout: "", learning_rate: "", patience: "", seed: "", split: "files", from: "" });

function unitsOf(text) {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  const units = words.map(Number);
  if (units.some((it) => !Number.isInteger(it) || it < 1 || it > 4096)) {
    throw new DraftError("draft_units", "units", { typed: text });
  }
  return units.length > 0 ? units : undefined;
}

/** The settings; what is not said is left to the program. Epochs or steps go before minutes. */
export function settingsOf(form) {
  const whole = (name, least, most) => numberOf(form[name], name, least, most, true);
  const [epochs, steps] = [whole("epochs", 1, 1_000_000), whole("steps", 1, 100_000_000)];
  const isClassic = form.kind === "classic";
  const all = {
    kind: form.kind,
    epochs: steps === undefined ? epochs : undefined,
    steps,
    minutes: epochs === undefined && steps === undefined ? numberOf(form.minutes, "minutes", 0.01, 100_000) : undefined,
    window: whole("window", 1, 4096), batch: whole("batch", 1, 4096), held_out: numberOf(form.held_out, "held_out", 0, 0.9), units: unitsOf(form.units),
    dropout: numberOf(form.dropout, "dropout", 0, 0.95), learning_rate: numberOf(form.learning_rate, "learning_rate", 0, 10), patience: whole("patience", 1, 1_000_000),
    seed: whole("seed", 0, Number.MAX_SAFE_INTEGER), split: isClassic && form.split === "windows" ? "windows" : undefined, from: !isClassic && form.from ? form.from : undefined,
  };
  return Object.fromEntries(Object.entries(all).filter(([, it]) => it !== undefined));
}
