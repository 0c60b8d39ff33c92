// The help: every key and what it does, and a few words for the beginning; opens with `?`.

import { actions } from "../actions.js";
import { el, live } from "../dom.js";
import { tick } from "../fields.js";
import { bindKey, boundKeys } from "../keys.js";
import { store } from "../store.js";
import { keepSettings } from "../theme.js";
import { openDialog } from "./dialog.js";
import { showView } from "./frame.js";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const NAMES = { Space: "Space", ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Ctrl: isMac ? "⌘" : "Ctrl" };
const caps = (chord) => (chord === "+" ? ["+"] : chord.split(/\+(?!$)/)).map((it) => el("kbd", NAMES[it] ?? it));

const line = (entry) => el("div.key-line", el("dt", entry.keys.slice(0, 2).flatMap((it, i) => [i > 0 && el("span.hushed", " / "), ...caps(it)])), el("dd", live(entry.label)));

/** Opens the help. */
export function showHelp() {
  const groups = new Map();
  for (const entry of boundKeys()) {
    groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry]);
  }
  const sections = [...groups].map(([name, entries]) => el("section", el("h3", live(`help.group_${name}`)), el("dl.key-list", entries.map(line))));
  const steps = ["help.step_hear", "help.step_learn", "help.step_compose", "help.step_change"].map((it) => el("li", live(it)));
  const api = el("p.hushed", live("help.api"), " ", el("a", { href: "/api/docs", target: "_blank", rel: "noopener" }, live("help.api_link")));
  const letters = tick(live("help.letters"), { read: () => store.state.settings.letter_keys !== false, write: (it) => keepSettings({ letter_keys: it }) });
  return openDialog(live("help.title"), el("div.dialog-body.help", el("ol.steps", steps), el("div.key-groups", sections), letters, api));
}

/** Binds the keys of the frame. */
export function bindFrameKeys() {
  bindKey("?", "frame.key_help", showHelp);
  bindKey("Ctrl+Enter", "frame.key_compose", () => actions.compose());
  for (const [key, view] of [["Shift+C", "compose"], ["Shift+L", "learn"], ["Shift+M", "models"], ["Shift+H", "history"], ["Shift+P", "piece"]]) {
    bindKey(key, `frame.key_view_${view}`, () => {
      showView(view);
      const target = view === "piece" ? "#piece [tabindex='0'], #piece button" : `#panel-${view}-title`;
      document.querySelector(target)?.focus();
    });
  }
}
