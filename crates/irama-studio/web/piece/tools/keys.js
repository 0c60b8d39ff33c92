// The keys of the piece. Those with Ctrl and an arrow change chosen notes, in the roll and in the list.

import { actions } from "../../app/actions.js";
import { bindKey } from "../../app/keys.js";
import { canCompare } from "../../app/songs/projects.js";
import { store } from "../../app/store.js";
import { chooseNothing, isChosen } from "../chosen.js";
import { toggleLock } from "../editing/locking.js";
import { set, settings } from "../settings.js";
import { doing } from "./doing.js";

const group = "notes";
const hasSong = () => Boolean(store.state.song);

/** Binds them. `list` is the note list, whose note with the focus counts as chosen for an edit. */
export function bindPieceKeys(list) {
  const bind = (keys, label, run, more = {}) => bindKey(keys, `piece.key.${label}`, run, { group, when: hasSong, ...more });
  const onNotes = (run) => () => {
    if (list.contains(document.activeElement)) {
      list.takeActive();
    }
    run();
  };
  const here = { where: ".roll, .note-list" };

  bind("Ctrl+Z", "undo", () => actions.undo(), { group: "piece" });
  bind(["Ctrl+Shift+Z", "Ctrl+Y"], "redo", () => actions.redo(), { group: "piece" });
  bind("X", "compare", () => canCompare() && actions.compare(), { group: "piece" });
  bind("Shift+ArrowRight", "more_bars", () => doing.stepBars(1, true), { where: "body", when: () => hasSong() && !list.contains(document.activeElement) });
  bind("Shift+ArrowLeft", "fewer_bars", () => doing.stepBars(-1, true), { where: "body", when: () => hasSong() && !list.contains(document.activeElement) });
  bind(["]", "Shift+PageDown"], "next_bars", () => doing.stepBars(1, false));
  bind(["[", "Shift+PageUp"], "bars_before", () => doing.stepBars(-1, false));
  bind("Ctrl+A", "all", doing.chooseAll, here);
  bind("Escape", "none", chooseNothing, { when: isChosen });
  bind("R", "refill", doing.refill, { when: isChosen });
  bind("G", "onward", doing.goOn);
  bind("B", "lock", toggleLock, { when: isChosen });
  bind("Q", "quantise", doing.quantise, { when: isChosen });
  bind("H", "humanise", doing.humanise, { when: isChosen });
  bind("D", "draw", () => set({ tool: settings.tool === "draw" ? "select" : "draw" }));
  bind(["Delete", "Backspace"], "delete", onNotes(doing.remove), here);
  bind("Ctrl+ArrowUp", "up", onNotes(() => doing.transpose(1)), here);
  bind("Ctrl+ArrowDown", "down", onNotes(() => doing.transpose(-1)), here);
  bind("Alt+Shift+ArrowUp", "octave_up", onNotes(() => doing.transpose(12)), here);
  bind("Alt+Shift+ArrowDown", "octave_down", onNotes(() => doing.transpose(-12)), here);
  bind("Ctrl+ArrowRight", "later", onNotes(() => doing.nudge(1)), here);
  bind("Ctrl+ArrowLeft", "earlier", onNotes(() => doing.nudge(-1)), here);
  bind("Ctrl+Shift+ArrowRight", "longer", onNotes(() => doing.lengthen(1)), here);
  bind("Ctrl+Shift+ArrowLeft", "shorter", onNotes(() => doing.lengthen(-1)), here);
  bind("Ctrl+Shift+ArrowUp", "louder", onNotes(() => doing.louder(6)), here);
  bind("Ctrl+Shift+ArrowDown", "softer", onNotes(() => doing.louder(-6)), here);
}
