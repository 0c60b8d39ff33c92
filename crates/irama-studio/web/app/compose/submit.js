// The compose button, and while a piece comes: how far it is, stop and keep, cancel.

import { actions } from "../actions.js";
import { el, fill, live } from "../dom.js";
import { number } from "../format.js";
import { icon } from "../icons.js";
import { store } from "../store.js";
import { onLanguage, t } from "../words.js";
import { chosenModel, isOver } from "./composing.js";

/** The job that composes for the project on the table, if there is one. */
export function runningJob({ jobs, project }) {
  const all = [...jobs.values()].filter((it) => it.kind === "compose" && !isOver(it) && !it.request?.audition);
  return all.find((it) => it.project === project?.id) ?? null;
}

function progressText(job) {
  const { done, of, variation } = job.progress ?? {};
  if (job.state === "queued") {
    return t("compose.queued");
  }
  const bars = t("compose.progress", { done: number(done ?? 0), of: number(of ?? 0) });
  const n = job.request?.variations ?? 1;
  return n > 1 ? `${t("compose.progress_variation", { variation: variation ?? Math.min(n, job.songs.length + 1), n })} · ${bars}` : bars;
}

/** The place at the foot of the panel. */
export function submitPlace() {
  const label = el("span");
  const go = el("button.primary.big.compose-go", { type: "submit" }, icon("compose"), label);
  const bar = el("progress.bar", { max: "1", value: 0, "aria-label": live("compose.progress_label") });
  const text = el("p.hushed", { "aria-live": "polite" });
  const keep = el("button", { type: "button" }, icon("check"), live("compose.stop_keep"));
  const cancel = el("button.quiet", { type: "button" }, live("compose.cancel"));
  const working = el("div.working", { hidden: true }, bar, text, el("div.row", keep, cancel));
  const show = () => {
    const job = runningJob(store.state);
    const { draft } = store.state;
    const key = chosenModel()?.kind === "classic" ? "new" : draft.mode;
    fill(label, t(`compose.go_${key}`));
    working.hidden = !job;
    if (job) {
      const { done, of } = job.progress ?? {};
      bar.value = of ? done / of : 0;
      const words = progressText(job);
      if (text.textContent !== words) {
        text.textContent = words;
      }
      keep.onclick = () => actions.keepSoFar(job.id);
      cancel.onclick = () => actions.cancelJob(job.id);
      keep.disabled = !done;
    }
  };
  store.watch((it) => [it.jobs, it.project, it.draft, it.models], show);
  onLanguage(show);
  show();
  return el("div.submit", working, go);
}
