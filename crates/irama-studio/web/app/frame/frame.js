// The frame: top bar, tabs, the panel beside the piece, and the piece.

import { composePanel } from "../compose/panel.js";
import { variationsStrip } from "../compose/variations.js";
import { el, live, put } from "../dom.js";
import { learnPanel } from "../learn/panel.js";
import { modelsPanel } from "../models/panel.js";
import { historyPanel } from "../songs/history.js";
import { songBar } from "../songs/songbar.js";
import { store } from "../store.js";
import { toastPlace } from "../toast.js";
import { icon } from "../icons.js";
import { dropPlace } from "./drop.js";
import { topBar } from "./topbar.js";

/** The views, in the order of the tabs. On a phone the piece is one of them. */
export const VIEWS = ["piece", "compose", "learn", "models", "history"];

const PANELS = { compose: composePanel, learn: learnPanel, models: modelsPanel, history: historyPanel };
const isNarrow = matchMedia("(max-width: 60rem)");

/** Shows a view; `hash` keeps it over a reload. */
export function showView(view) {
  store.update((it) => { it.view = view; });
}

function tab(view) {
  const node = el(`button.tab.tab-${view}`, { type: "button", onclick: () => showView(view) }, icon(view), el("span", live(`tab.${view}`)));
  const mark = () => {
    node.setAttribute("aria-current", store.state.view === view ? "page" : "false");
  };
  store.watch((it) => it.view, mark);
  mark();
  return node;
}

function panel(view) {
  const id = `panel-${view}`;
  const heading = el("h2.panel-title", { id: `${id}-title`, tabindex: "-1" }, live(`tab.${view}`));
  const node = el("section.panel", { id, "aria-labelledby": heading.id }, heading, PANELS[view]());
  const show = () => { node.hidden = store.state.view !== view; };
  store.watch((it) => it.view, show);
  show();
  return node;
}

function viewOfHash() {
  const view = location.hash.slice(1);
  return VIEWS.includes(view) ? view : null;
}

function firstView() {
  return viewOfHash() ?? (isNarrow.matches ? "piece" : "compose");
}

/** Builds the frame into a node; returns where the piece goes. */
export function mountFrame(root) {
  store.update((it) => { it.view = firstView(); });
  const piece = el("div.piece-place", { id: "piece" });
  const main = el("main.stage", { id: "stage", "aria-label": live("tab.piece") }, songBar(), piece, variationsStrip());
  const tabs = el("nav.tabs", { "aria-label": live("frame.views") }, VIEWS.map(tab));
  const panels = el("div.panels", Object.keys(PANELS).map(panel));
  const skip = el("a.skip", { href: "#stage", onclick: skipTo }, live("frame.skip"));
  put(root, skip, topBar(), el("div.desk", tabs, panels, main), toastPlace, dropPlace);
  const showStage = () => { root.dataset.view = store.state.view; };
  store.watch((it) => it.view, (view) => {
    showStage();
    history.replaceState(null, "", `#${view}`);
  });
  addEventListener("hashchange", () => viewOfHash() && showView(viewOfHash()));
  isNarrow.addEventListener("change", () => {
    if (!isNarrow.matches && store.state.view === "piece") {
      showView("compose");
    }
  });
  store.watch((it) => it.song, (song) => { document.title = song ? `${song.name} – Irama` : "Irama"; });
  store.watch((it) => it.song?.id, turnToPiece);
  showStage();
  return { piece };
}

// On a phone, whoever composed or chose a song wants to see it.
function turnToPiece(song) {
  const isStarted = document.documentElement.dataset.ready === "true";
  if (song && isStarted && isNarrow.matches && ["compose", "history"].includes(store.state.view)) {
    showView("piece");
  }
}

function skipTo(event) {
  event.preventDefault();
  const target = document.querySelector("#piece [tabindex='0'], #piece button");
  target?.focus();
}
