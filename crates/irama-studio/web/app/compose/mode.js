// What to do: a new piece, or something with the piece and the selection on the table. It says in a
// sentence what will be written and what stays.

import { el, fill, live } from "../dom.js";
import { segments } from "../fields.js";
import { store } from "../store.js";
import { onLanguage, t } from "../words.js";
import { draftChanged } from "./draft.js";

const MODES = ["new", "refill", "continue", "accompany"];

const partNames = (song, parts) => [...parts].sort((a, b) => a - b).map((it) => song.parts[it]?.name).filter(Boolean).join(", ");

/** What a mode would write, in words. */
export function sentence({ draft, song, selection }) {
  const parts = song ? partNames(song, selection.parts) : "";
  const [first, last] = selection.bars ?? [1, song?.bars ?? 0];
  switch (draft.mode) {
    case "refill": {
      const bars = selection.bars ? t(first === last ? "mode.bar" : "mode.bars", { first, last }) : t("mode.all_bars");
      return parts ? t("mode.refill_parts", { bars, parts }) : t("mode.refill_all", { bars });
    }
    case "continue":
      return t("mode.continue_says", { bar: song?.bars ?? 0 });
    case "accompany":
      return parts ? t("mode.accompany_says", { parts }) : t("mode.accompany_none");
    default:
      return "";
  }
}

function lockWords({ locks, song }) {
  const n = locks.bars.size + locks.parts.size + locks.notes.size;
  if (n === 0 || !song) {
    return "";
  }
  const said = [
    locks.bars.size > 0 && t("mode.locked_bars", { bars: [...locks.bars].sort((a, b) => a - b).join(", ") }),
    locks.parts.size > 0 && partNames(song, locks.parts),
    locks.notes.size > 0 && t("mode.locked_notes", { n: locks.notes.size }),
  ];
  return t("mode.locked", { what: said.filter(Boolean).join("; ") });
}

/** The choice, with the sentence under it. */
export function modeField() {
  const choice = segments("mode", MODES.map((it) => [it, live(`mode.${it}`)]), {
    read: () => store.state.draft.mode, write: (mode) => draftChanged({ mode }), label: live("mode.label"),
  });
  const words = el("p.mode-says");
  const locked = el("p.mode-says.locked");
  const show = () => {
    choice.refresh();
    fill(words, sentence(store.state));
    fill(locked, store.state.draft.mode === "refill" ? lockWords(store.state) : "");
    words.hidden = words.textContent === "";
    locked.hidden = locked.textContent === "";
    for (const input of choice.querySelectorAll("input")) {
      input.disabled = !store.state.song && input.value !== "new";
    }
  };
  store.watch((it) => [it.draft.mode, it.song, it.selection, it.locks], show);
  store.watch((it) => it.selection, followSelection);
  onLanguage(show);
  show();
  return el("div.mode", choice, words, locked);
}

// Whoever selects bars or parts most likely wants them written anew.
function followSelection({ bars, parts }) {
  const isSelected = bars !== null || parts.size > 0;
  const { mode } = store.state.draft;
  if (isSelected && mode === "new") {
    draftChanged({ mode: "refill" });
  } else if (!isSelected && mode === "refill") {
    draftChanged({ mode: "new" });
  }
}
