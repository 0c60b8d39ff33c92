// The bar over the piece: its name, what it is, undo and redo, and its downloads.

import { actions } from "../actions.js";
import { el, fill, live } from "../dom.js";
import { clock, number } from "../format.js";
import { icon } from "../icons.js";
import { store } from "../store.js";
import { onLanguage, t } from "../words.js";
import { downloadLinks } from "./downloads.js";
import { canCompare, canRedo, canUndo } from "./projects.js";

function nameInput() {
  const input = el("input.song-name", { type: "text", maxlength: "120", "aria-label": live("song.name"), spellcheck: "false" });
  const rename = () => {
    const { song } = store.state;
    const name = input.value.trim();
    if (song && name && name !== song.name) {
      actions.renameSong(song.id, name);
    } else {
      input.value = song?.name ?? "";
    }
  };
  input.addEventListener("change", rename);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      input.blur();
    } else if (event.key === "Escape") {
      input.value = store.state.song?.name ?? "";
      input.blur();
    }
  });
  return input;
}

function facts(song) {
  const all = [
    song.key && song.key,
    t("fact.tempo", { n: number(song.tempo, 0) }),
    song.meter,
    t("fact.bars", { n: song.bars }),
    clock(song.seconds),
    song.seed != null && t("fact.seed", { seed: String(song.seed) }),
  ];
  return all.filter(Boolean).map((it) => el("span", it));
}

function stepButton(key, name, can, run) {
  const node = el("button.icon", { type: "button", onclick: run, "aria-label": live(key), title: live(key) }, icon(name));
  const show = () => { node.disabled = !can(); };
  store.watch((it) => [it.project, it.song], show);
  show();
  return node;
}

/** The bar. */
export function songBar() {
  const name = nameInput();
  const what = el("p.song-facts");
  const links = el("div.downloads", { role: "group", "aria-label": live("download.title") });
  const star = el("button.icon.star", { type: "button" }, icon("star"));
  star.onclick = () => actions.starSong(store.state.song.id, !store.state.song.starred);
  const bring = el("input.visually-hidden", { type: "file", accept: ".mid,.midi", tabindex: "-1", "aria-hidden": "true" });
  bring.onchange = () => {
    if (bring.files[0]) {
      actions.importSong(bring.files[0]);
      bring.value = "";
    }
  };
  const open = el("button.icon", { type: "button", "aria-label": live("song.open"), title: live("song.open"), onclick: () => bring.click() }, icon("upload"));
  const node = el("header.songbar", el("div.song-head", name, what), el("div.song-tools", stepButton("action.undo", "undo", canUndo, actions.undo), stepButton("action.redo", "redo", canRedo, actions.redo), stepButton("action.compare", "compare", canCompare, actions.compare), star, open, bring), links);
  const show = () => {
    const { song } = store.state;
    node.dataset.empty = String(!song);
    name.disabled = !song;
    star.disabled = !song;
    if (document.activeElement !== name) {
      name.value = song?.name ?? "";
    }
    fill(what, song ? facts(song) : t("song.none"));
    fill(links, song ? downloadLinks(song.id, song.name) : null);
    star.setAttribute("aria-pressed", String(Boolean(song?.starred)));
    star.setAttribute("aria-label", t("history.star", { name: song?.name ?? "" }));
    star.title = star.getAttribute("aria-label");
  };
  store.watch((it) => it.song, show);
  onLanguage(show);
  show();
  return node;
}
