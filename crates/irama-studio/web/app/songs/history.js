// The history: every song that was composed, edited or brought in, newest first.

import { actions } from "../actions.js";
import { el, fill, live } from "../dom.js";
import { segments } from "../fields.js";
import { ago, clock, date, number } from "../format.js";
import { entry, menu } from "../frame/menu.js";
import { icon } from "../icons.js";
import { askName } from "../frame/dialog.js";
import { store } from "../store.js";
import { onLanguage, t } from "../words.js";
import { miniRoll } from "../compose/miniroll.js";
import { letterOf } from "../compose/variations.js";
import { downloadLinks } from "./downloads.js";
import { showRecipe } from "./recipe.js";

const PAGE = 40;
let filter = "all";
let query = "";
let n_shown = PAGE;

const KINDS = {
  all: () => true,
  starred: (it) => it.starred,
  composed: (it) => ["composed", "refilled", "continued"].includes(it.origin),
  edited: (it) => it.origin === "edited",
  imported: (it) => it.origin === "imported",
};

const hasRecipe = ({ origin }) => ["composed", "refilled", "continued"].includes(origin);

function moreMenu(song) {
  const button = el("button.icon", { type: "button", "aria-label": live("history.more", { name: song.name }), title: live("history.more", { name: song.name }) }, icon("down"));
  const rename = async () => {
    const name = await askName(live("history.rename"), song.name);
    return name && actions.renameSong(song.id, name);
  };
  const links = () => downloadLinks(song.id, song.name).map((it) => {
    it.setAttribute("role", "menuitem");
    it.classList.add("menu-item");
    return it;
  });
  return menu(button, () => [
    entry(rename, icon("edit"), live("history.rename")),
    hasRecipe(song) && store.state.models.has(song.model) && entry(() => actions.again(song.id), icon("again"), live("history.again")),
    hasRecipe(song) && entry(() => showRecipe(song), icon("piece"), live("history.recipe")),
    hasRecipe(song) && entry(() => actions.copyRecipe(song.id), icon("copy"), live("history.copy")),
    el("hr"), ...links(), el("hr"),
    entry(() => actions.deleteSong(song.id), icon("bin"), live("action.delete")),
  ], { align: "end" });
}

function row(song) {
  const model = store.state.models.get(song.model)?.name;
  const hear = el("button.icon.round", { type: "button", onclick: () => actions.audition(song.id) });
  const star = el("button.icon.star", { type: "button", "aria-pressed": String(song.starred), "aria-label": live("history.star", { name: song.name }), onclick: () => actions.starSong(song.id, !song.starred) }, icon("star"));
  const take = song.variation ? t("variations.name", { letter: letterOf(song.variation) }) : null;
  const what = [t(`origin.${song.origin}`), take, model, t("fact.bars", { n: song.bars }), song.key, song.seed != null && t("fact.seed", { seed: String(song.seed) })];
  const measures = [song.nll_per_note != null && t("fact.surprise_is", { n: number(song.nll_per_note, 2) }), song.copied && t("fact.copied_is", { n: song.copied.longest_notes ?? 0 })].filter(Boolean);
  const title = el("button.song-title", { type: "button", onclick: () => actions.showSong(song.id), title: live("history.show") }, song.name);
  const node = el("li.song-row", { dataset: { song: song.id } }, hear, el("div.song-text", el("div.song-line", title, el("time.hushed", { datetime: song.created, title: date(song.created) }, ago(song.created))), el("p.hushed.clip", what.filter(Boolean).join(" · ")), measures.length > 0 && el("p.hushed.clip", measures.join(" · "))), el("div.song-roll", miniRoll(song.id), el("span.hushed.figures", clock(song.seconds))), el("div.row-tools", star, moreMenu(song)));
  node.refresh = () => {
    const sounds = store.state.audition === song.id;
    fill(hear, icon(sounds ? "stop" : "play"));
    hear.setAttribute("aria-label", t(sounds ? "action.stop" : "history.hear", { name: song.name }));
    node.dataset.shown = String(store.state.song?.id === song.id);
  };
  node.refresh();
  return node;
}

const found = (song) => KINDS[filter](song) && song.name.toLowerCase().includes(query.toLowerCase());

/** The panel. */
export function historyPanel() {
  const list = el("ul.song-list");
  const more = el("button.wide", { type: "button", onclick: () => { n_shown += PAGE; show(true); } }, live("history.older"));
  const none = el("p.empty", live("history.none"));
  const rows = new Map();
  const change = (run) => (value) => {
    run(value);
    n_shown = PAGE;
    show();
  };
  const kinds = segments("history", Object.keys(KINDS).map((it) => [it, live(`history.${it}`)]), { read: () => filter, write: change((it) => { filter = it; }), label: live("history.filter") });
  const search = el("input.wide", { type: "search", placeholder: live("history.search"), "aria-label": live("history.search"), oninput: (event) => change((it) => { query = it; })(event.target.value) });
  const node = el("div.stack", search, kinds, list, none, more);
  const show = (isAll) => {
    if (store.state.view !== "history") {
      return;
    }
    const songs = [...store.state.songs.values()].filter(found).sort((a, b) => b.created.localeCompare(a.created));
    const shown = songs.slice(0, n_shown);
    if (isAll === true) {
      rows.clear();
    }
    const nodes = shown.map((song) => {
      const known = rows.get(song.id);
      if (known?.song === song) {
        return known.node;
      }
      const made = row(song);
      rows.set(song.id, { song, node: made });
      return made;
    });
    if (nodes.length !== list.children.length || nodes.some((it, i) => list.children[i] !== it)) {
      fill(list, nodes);
    }
    nodes.forEach((it) => it.refresh());
    none.hidden = songs.length > 0;
    more.hidden = songs.length <= n_shown;
  };
  store.watch((it) => [it.songs, it.song, it.audition, it.view, it.models], () => show());
  onLanguage(() => show(true));
  return node;
}
