// One row of the mixer: a part with its colour, name, notes, mute, solo, lock, volume, level and
// instrument.

import { actions } from "../../app/actions.js";
import { el, fill, live } from "../../app/dom.js";
import { number, percent } from "../../app/format.js";
import { icon } from "../../app/icons.js";
import { store } from "../../app/store.js";
import { t } from "../../app/words.js";
import { UNITY } from "../sound/gains.js";
import { instrumentField } from "./instrument.js";
import { changePart, settingsNow, toggle } from "./mixer.js";
import { partName } from "./name.js";

const N_COLOURS = 8;
const { state } = store;

/** Chooses a part, or leaves it out again. */
export function choosePart(idx) {
  store.update((it) => {
    const parts = new Set(it.selection.parts);
    if (!parts.delete(idx)) {
      parts.add(idx);
    }
    it.selection = { ...it.selection, parts };
  });
}

/** Locks a part against being written anew, or unlocks it. */
export function lockPart(idx) {
  store.update((it) => {
    const parts = new Set(it.locks.parts);
    if (!parts.delete(idx)) {
      parts.add(idx);
    }
    it.locks = { ...it.locks, parts };
  });
}

function switchButton(kind, label, run, content) {
  const button = el(`button.track-switch.track-${kind}`, { type: "button", onclick: run }, content);
  button.refresh = (isOn, name) => {
    button.setAttribute("aria-pressed", String(isOn));
    button.setAttribute("aria-label", t(label, { name }));
    button.title = t(`${label}_hint`);
  };
  return button;
}

function volumeSlider(idx) {
  const range = el("input.slider.track-volume", { type: "range", min: 0, max: 1, step: 0.01, oninput: () => changePart(idx, { volume: Number(range.value) }) });
  range.addEventListener("dblclick", () => changePart(idx, { volume: UNITY }));
  range.refresh = (volume, name) => {
    range.value = volume;
    range.style.setProperty("--share", `${volume * 100}%`);
    range.setAttribute("aria-label", t("piece.track.volume", { name }));
    range.setAttribute("aria-valuetext", percent(volume / UNITY));
    range.title = percent(volume / UNITY);
  };
  return range;
}

/** The row of the part with this number. */
export function trackRow(idx) {
  const part = () => state.song?.parts[idx] ?? { name: "", notes: [] };
  const name = partName({ idx, read: () => ({ name: part().name, isChosen: state.selection.parts.has(idx) }), choose: () => choosePart(idx) });
  const notes = el("span.track-notes.figures.hushed");
  const mute = switchButton("mute", "piece.track.mute", () => toggle(idx, "mute"), live("piece.track.mute_sign"));
  const solo = switchButton("solo", "piece.track.solo", () => toggle(idx, "solo"), live("piece.track.solo_sign"));
  const lock = switchButton("lock", "piece.track.lock", () => lockPart(idx), icon("unlock"));
  const volume = volumeSlider(idx);
  const bar = el("span.track-level-bar");
  const instrument = instrumentField({ read: part, write: (program) => actions.edit([{ op: "program", part: idx, program }]) });
  const rename = el("button.icon.track-edit", { type: "button", onclick: () => name.rename() }, icon("edit"));
  const node = el("li.track", { dataset: { part: idx } },
    el("span.track-colour", { "aria-hidden": "true" }), name, rename, notes, el("div.track-switches", { role: "group" }, mute, solo, lock), instrument,
    el("div.track-loudness", volume, el("span.track-level", { "aria-hidden": "true" }, bar)));
  node.style.setProperty("--part", `var(--part-${idx % N_COLOURS})`);
  node.addEventListener("click", (event) => {
    if (!event.target.closest("button, input, .instrument")) {
      choosePart(idx);
    }
  });
  node.showLevel = (share) => { bar.style.transform = `scaleX(${share})`; };
  node.refresh = (settings = settingsNow()[idx], isHeard = true) => {
    const shown = part().name || t("piece.track.unnamed", { n: idx + 1 });
    node.dataset.chosen = String(state.selection.parts.has(idx));
    node.dataset.heard = String(isHeard);
    const isLocked = state.locks.parts.has(idx);
    fill(lock, icon(isLocked ? "lock" : "unlock"));
    fill(notes, part().is_drums && el("span.track-drums", t("piece.track.drums")), " ", number(part().notes.length));
    notes.title = t("piece.track.notes", { n: part().notes.length });
    rename.setAttribute("aria-label", t("piece.track.rename", { name: shown }));
    rename.title = t("piece.track.rename_hint");
    mute.refresh(settings?.mute, shown);
    solo.refresh(settings?.solo, shown);
    lock.refresh(isLocked, shown);
    volume.refresh(settings?.volume ?? UNITY, shown);
    name.refresh();
    instrument.refresh();
  };
  return node;
}
