// The keys of the transport.

import { bindKey } from "../../app/keys.js";
import { store } from "../../app/store.js";
import { player } from "../sound/player.js";

const { state } = store;
const hasSong = () => Boolean(state.song);

function step(bars) {
  const { bar_ticks: ticks } = state.song;
  const tick = player.currentTick();
  const starts = ticks.slice(0, -1);
  const next = bars > 0 ? starts.find((it) => it > tick + 1) : starts.findLast((it) => it < tick - 240);
  player.seek(next ?? (bars > 0 ? starts.at(-1) : 0));
}

/** The loop over the chosen bars, or over the whole song; no loop if there is one. */
export function toggleLoop() {
  const { song, selection, play } = state;
  if (!song) {
    return;
  }
  const [first, last] = selection.bars ?? [1, song.bar_ticks.length - 1];
  const range = [song.bar_ticks[first - 1] ?? 0, song.bar_ticks[last] ?? song.bar_ticks.at(-1)];
  store.update((it) => { it.play = { ...it.play, loop: play.loop ? null : range }; });
}

/** Turns the metronome on or off. */
export const toggleMetronome = () => store.update((it) => { it.play = { ...it.play, metronome: !it.play.metronome }; });

/** Binds them. */
export function bindTransportKeys() {
  const on = { group: "piece", when: hasSong };
  bindKey("Space", "piece.transport.key_play", () => player.toggle(), on);
  bindKey("Home", "piece.transport.key_start", () => player.seek(state.play.loop?.[0] ?? 0), on);
  bindKey("Shift+Space", "piece.transport.key_stop", () => player.stop(), on);
  bindKey("L", "piece.transport.key_loop", toggleLoop, on);
  bindKey([",", "Alt+ArrowLeft"], "piece.transport.key_back", () => step(-1), on);
  bindKey([".", "Alt+ArrowRight"], "piece.transport.key_on", () => step(1), on);
  bindKey("K", "piece.transport.key_metronome", toggleMetronome, on);
}
