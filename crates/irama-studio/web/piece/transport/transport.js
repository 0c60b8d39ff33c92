// The transport: play, stop, back to the start, loop, metronome, where the music is, tempo, volume.

import { el, fill, live } from "../../app/dom.js";
import { percent } from "../../app/format.js";
import { icon } from "../../app/icons.js";
import { store } from "../../app/store.js";
import { onLanguage, t } from "../../app/words.js";
import { player } from "../sound/player.js";
import { isLong } from "../sound/long.js";
import { bindTransportKeys, toggleLoop, toggleMetronome } from "./keys.js";
import { midiMenu } from "./midi_menu.js";
import { position } from "./position.js";
import { glyph } from "./signs.js";
import { tempoField } from "./tempo_field.js";

const VOLUME = "irama.volume";
const { state } = store;

function button(classes, label, sign, run) {
  return el(`button.transport-button${classes}`, { type: "button", "aria-label": live(label), title: live(`${label}_hint`), onclick: run }, sign);
}

function playButton() {
  const node = el("button.transport-button.transport-play", { type: "button", onclick: () => player.toggle() });
  const show = () => {
    const { state: doing } = state.play;
    const isGoing = doing === "playing" || doing === "loading";
    node.disabled = !state.song;
    node.dataset.state = doing;
    fill(node, doing === "loading" ? el("span.transport-wait", { "aria-hidden": "true" }) : glyph(isGoing ? "pause" : "play"));
    node.setAttribute("aria-label", t(isGoing ? "piece.transport.pause" : "piece.transport.play"));
    node.title = t(isGoing ? "piece.transport.pause_hint" : "piece.transport.play_hint");
  };
  store.watch((it) => [it.play.state, Boolean(it.song)], show);
  onLanguage(show);
  show();
  return node;
}

function switchButton(classes, label, sign, run, isOn) {
  const node = button(classes, label, sign, run);
  const show = () => node.setAttribute("aria-pressed", String(Boolean(isOn(state))));
  store.watch(isOn, show);
  show();
  return node;
}

/** Says what the player does: in words for whoever cannot see it, and beside the buttons where it
 *  matters to all. */
function status() {
  const said = el("span.visually-hidden", { role: "status", "aria-live": "polite" });
  const seen = el("span.transport-state", { "aria-hidden": "true" });
  const show = () => {
    const doing = state.audition ? "audition" : state.play.state;
    fill(said, t(`piece.transport.is_${doing}`));
    const note = doing === "loading" || doing === "error" ? t(`piece.transport.is_${doing}`) : state.song && isLong(state.song) ? t("piece.transport.is_long") : "";
    fill(seen, note);
    seen.dataset.state = doing;
    seen.hidden = !note;
  };
  store.watch((it) => [it.play.state, it.audition, it.song], show);
  onLanguage(show);
  show();
  return [said, seen];
}

function volume() {
  const kept = Number(localStorage.getItem(VOLUME) ?? NaN);
  if (kept >= 0 && kept <= 1) {
    store.update((it) => { it.play = { ...it.play, volume: kept }; });
  }
  const range = el("input.slider", { type: "range", min: 0, max: 1, step: 0.01, "aria-label": live("piece.transport.volume"), title: live("piece.transport.volume") });
  range.addEventListener("input", () => {
    localStorage.setItem(VOLUME, range.value);
    store.update((it) => { it.play = { ...it.play, volume: Number(range.value) }; });
  });
  const show = () => {
    range.value = state.play.volume;
    range.style.setProperty("--share", `${state.play.volume * 100}%`);
    range.setAttribute("aria-valuetext", percent(state.play.volume));
  };
  store.watch((it) => it.play.volume, show);
  onLanguage(show);
  show();
  return el("div.transport-volume", glyph("loud"), range);
}

/** The bar. */
export function transportBar() {
  bindTransportKeys();
  return el("section.transport", { "aria-label": live("piece.transport.title") },
    el("div.transport-buttons",
      button("", "piece.transport.start", glyph("start"), () => player.seek(state.play.loop?.[0] ?? 0)),
      playButton(),
      button("", "piece.transport.stop", glyph("stop"), () => player.stop()),
      switchButton("", "piece.transport.loop", icon("loop"), toggleLoop, (it) => it.play.loop !== null),
      switchButton("", "piece.transport.metronome", glyph("metronome"), toggleMetronome, (it) => it.play.metronome)),
    position(), tempoField(), status(), el("div.transport-out", midiMenu(), volume()));
}
