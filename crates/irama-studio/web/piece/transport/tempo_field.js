// The tempo: what the song has at the playhead. Another one makes a new version.

import { actions } from "../../app/actions.js";
import { el, live } from "../../app/dom.js";
import { numberInput } from "../../app/fields.js";
import { parseNumber } from "../../app/format.js";
import { store } from "../../app/store.js";
import { t } from "../../app/words.js";
import { fail } from "../../app/toast.js";
import { player } from "../sound/player.js";
import { tempoMap } from "../sound/tempo.js";

const [SLOWEST, FASTEST] = [20, 300];
const { state } = store;
const rounded = (bpm) => String(Math.round(bpm * 10) / 10);

/** The field. */
export function tempoField() {
  let typed = null;
  const tempo = () => rounded(tempoMap(state.song ?? {}).bpmAt(player.currentTick()));
  const input = numberInput({ read: () => typed ?? tempo(), write: (text) => { typed = text; }, step: 1, least: SLOWEST, most: FASTEST, "aria-label": live("piece.transport.tempo"), title: live("piece.transport.tempo_hint") });
  const node = el("div.tempo", input, el("span.hushed", { "aria-hidden": "true" }, live("piece.transport.bpm")));

  const leave = () => {
    typed = null;
    input.removeAttribute("aria-invalid");
    input.refresh();
  };
  const take = () => {
    if (typed === null || !state.song) {
      return leave();
    }
    const bpm = parseNumber(typed);
    if (!(bpm >= SLOWEST && bpm <= FASTEST)) {
      input.setAttribute("aria-invalid", "true");
      return fail({ code: "bad_tempo", values: { typed, least: SLOWEST, most: FASTEST } });
    }
    const isSame = rounded(bpm) === tempo();
    leave();
    return isSame || actions.edit([{ op: "tempo", bpm }]);
  };
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      take();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      leave();
      input.select();
    }
  });
  input.addEventListener("blur", () => (Number.isNaN(parseNumber(typed ?? "1")) ? leave() : take()));
  const show = () => {
    const { tempos = [] } = state.song ?? {};
    input.disabled = !state.song;
    node.title = tempos.length > 1 ? t("piece.transport.tempo_varies") : "";
    if (typed === null) {
      input.refresh();
    }
  };
  store.watch((it) => [it.song, it.play.state], show);
  // A song whose tempo changes shows the one at the playhead.
  store.watch((it) => (it.song?.tempos?.length > 1 && typed === null ? tempo() : null), show);
  show();
  return node;
}
