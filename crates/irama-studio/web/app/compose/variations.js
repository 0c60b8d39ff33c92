// Variations side by side: the pieces of the job that came last, each with its picture, what it
// measures, a button to hear it and one to keep it.

import { actions } from "../actions.js";
import { el, fill, live } from "../dom.js";
import { clock, number } from "../format.js";
import { icon } from "../icons.js";
import { store } from "../store.js";
import { onLanguage, t } from "../words.js";
import { isOver } from "./composing.js";
import { miniRoll } from "./miniroll.js";

/** Variations have letters, as takes have. */
export const letterOf = (variation) => String.fromCharCode(65 + variation);

let closed = localStorage.getItem("irama.closed_job");

/** The last job of this project that gave more than one piece. */
function lastJob({ jobs, project }) {
  const all = [...jobs.values()].filter((it) => it.kind === "compose" && it.project === project?.id && !it.request?.audition && (it.request?.variations ?? 1) > 1);
  const last = all.sort((a, b) => b.created.localeCompare(a.created))[0];
  return last && last.id !== closed && (last.songs.length > 0 || !isOver(last)) ? last : null;
}

// In the order in which they were written, so that none changes its letter when a better one comes.
function takesOf(job) {
  const { songs } = store.state;
  return job.songs.filter((it) => songs.has(it)).sort((a, b) => (songs.get(a).variation ?? 0) - (songs.get(b).variation ?? 0));
}

const fact = (key, value) => el("span.fact", el("span.hushed", live(key)), " ", value);

function card(id, i) {
  const song = store.state.songs.get(id);
  if (!song) {
    return null;
  }
  const letter = letterOf(song.variation ?? i);
  const hear = el("button.icon.round", { type: "button", onclick: () => actions.audition(id) });
  const keep = el("button.small", { type: "button", onclick: () => actions.showSong(id, t("version.variation", { letter })) });
  const node = el("article.variation", { "aria-label": live("variations.name", { letter }) },
    el("header.variation-head", el("strong", letter), hear, el("span.hushed.figures", clock(song.seconds)), el("span.grow"), keep),
    miniRoll(id),
    el("p.facts", fact("fact.notes", number(song.notes)), song.nll_per_note != null && fact("fact.surprise", number(song.nll_per_note, 2)), song.copied && fact("fact.copied", number(song.copied.longest_notes ?? 0))));
  node.refresh = () => {
    const isShown = store.state.song?.id === id;
    const sounds = store.state.audition === id;
    node.dataset.shown = String(isShown);
    fill(hear, icon(sounds ? "stop" : "play"));
    hear.setAttribute("aria-label", t(sounds ? "action.stop" : "variations.hear", { letter }));
    fill(keep, t(isShown ? "variations.shown" : "variations.keep"));
    keep.setAttribute("aria-label", `${keep.textContent} ${letter}`);
    keep.disabled = isShown;
  };
  node.refresh();
  return node;
}

/** The strip under the piece; it is there when there is something to compare. */
export function variationsStrip() {
  const list = el("div.variation-list");
  const shut = el("button.icon", { type: "button", "aria-label": live("variations.close"), title: live("variations.close") }, icon("close"));
  const node = el("section.variations", { hidden: true, "aria-label": live("variations.title") }, el("header.strip-head", el("h3", live("variations.title")), el("span.grow"), shut), list);
  let cards = [];
  let shown = "";
  const show = () => {
    const job = lastJob(store.state);
    node.hidden = !job;
    const known = job ? takesOf(job) : [];
    const waiting = job && !isOver(job) ? (job.request.variations ?? 1) - known.length : 0;
    const key = `${job?.id}/${known.join()}/${waiting}`;
    if (job && key !== shown) {
      shown = key;
      shut.onclick = () => {
        closed = job.id;
        localStorage.setItem("irama.closed_job", closed);
        show();
      };
      cards = known.map(card).filter(Boolean);
      fill(list, cards, Array.from({ length: Math.max(0, waiting) }, () => el("div.variation.waiting", el("span.hushed", live("variations.waiting")))));
    }
    cards.forEach((it) => it.refresh());
  };
  store.watch((it) => [it.jobs, it.songs, it.project, it.song, it.audition], show);
  onLanguage(show);
  show();
  return node;
}
