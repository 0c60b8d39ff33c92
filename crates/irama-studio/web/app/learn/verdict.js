// What the figures of a model mean, in plain words: whether it beats a Markov model, and by how much.

import { number } from "../format.js";
import { t } from "../words.js";

/** Nats a note of the Markov model on the same held-out music, once that is known. */
export const baselineOf = ({ best }) => best?.baseline_nll_per_note;

/** A sentence about how well a model does, or nothing yet. */
export function verdict(model) {
  const { best, kind, state } = model;
  if (best?.loss == null && best?.nll_per_note == null) {
    return state === "learning" ? t("verdict.none_yet") : "";
  }
  const [nll, baseline] = [best.nll_per_note, baselineOf(model)];
  if (kind === "classic" || nll == null) {
    return best.loss != null ? t("verdict.loss", { loss: number(best.loss, 3) }) : "";
  }
  if (baseline == null) {
    return t("verdict.nll", { nll: number(nll, 2) });
  }
  const values = { nll: number(nll, 2), baseline: number(baseline, 2), by: number((1 - nll / baseline) * 100) };
  if (nll >= baseline) {
    return t(state === "ready" ? "verdict.worse" : "verdict.not_yet", values);
  }
  return t("verdict.better", values);
}
