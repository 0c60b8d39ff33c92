// The mixer: a row for each part of the song on the table, and the levels of what sounds.

import { el, fill, live } from "../../app/dom.js";
import { bindKey } from "../../app/keys.js";
import { store } from "../../app/store.js";
import { onLanguage } from "../../app/words.js";
import { heardOf } from "../sound/gains.js";
import { player } from "../sound/player.js";
import { settingsNow, toggle } from "./mixer.js";
import { lockPart, trackRow } from "./track.js";

const FALL = 0.86;
const QUIETEST_DB = -48;
const isCalm = matchMedia("(prefers-reduced-motion: reduce)");
const { state } = store;

/** A level as a share of the meter, which is in decibels. */
const shareOf = (level) => Math.max(0, 1 - (20 * Math.log10(Math.max(level, 1e-6))) / QUIETEST_DB);

function showLevels(rows) {
  let frame = 0;
  let shown = [];
  const draw = () => {
    rows().forEach((row, i) => {
      shown[i] = Math.max(shareOf(player.level(i)), (shown[i] ?? 0) * FALL);
      row.showLevel(shown[i] < 0.01 ? 0 : Math.min(1, shown[i]));
    });
    const isOver = state.play.state !== "playing" && shown.every((it) => it < 0.01);
    frame = isOver || isCalm.matches ? 0 : requestAnimationFrame(draw);
  };
  const begin = () => {
    if (frame === 0 && !isCalm.matches && state.play.state === "playing") {
      shown = [];
      frame = requestAnimationFrame(draw);
    }
  };
  store.watch((it) => it.play.state, begin);
  isCalm.addEventListener("change", () => {
    rows().forEach((it) => it.showLevel(0));
    begin();
  });
}

function bindTrackKeys(node) {
  const rowInUse = () => document.activeElement?.closest?.(".track");
  const chosen = () => {
    const row = rowInUse();
    return row ? [Number(row.dataset.part)] : [...state.selection.parts];
  };
  const move = (step) => {
    const row = rowInUse();
    const next = step > 0 ? row?.nextElementSibling : row?.previousElementSibling;
    next?.querySelector(".track-name")?.focus();
  };
  const on = { where: ".tracks", group: "piece" };
  bindKey("M", "piece.track.key_mute", () => chosen().forEach((it) => toggle(it, "mute")), { group: "piece", when: () => chosen().length > 0 });
  bindKey("S", "piece.track.key_solo", () => chosen().forEach((it) => toggle(it, "solo")), { group: "piece", when: () => chosen().length > 0 });
  bindKey("ArrowDown", "piece.track.key_next", () => move(1), { ...on, when: () => !document.activeElement.matches("input") });
  bindKey("ArrowUp", "piece.track.key_before", () => move(-1), { ...on, when: () => !document.activeElement.matches("input") });
  bindKey("B", "piece.track.key_lock", () => chosen().forEach(lockPart), on);
  return node;
}

/** The list of parts. */
export function trackList() {
  const list = el("ul.track-list");
  const empty = el("p.empty", live("piece.track.none"));
  const node = el("section.tracks", { "aria-label": live("piece.track.title") }, list, empty);
  let rows = [];
  const show = () => {
    const parts = state.song?.parts ?? [];
    if (rows.length !== parts.length) {
      rows = parts.map((_, idx) => rows[idx] ?? trackRow(idx));
      fill(list, rows);
    }
    const settings = settingsNow();
    const heard = heardOf(settings);
    rows.forEach((it, idx) => it.refresh(settings[idx], heard[idx]));
    empty.hidden = parts.length > 0;
  };
  store.watch((it) => [it.song, it.project?.mixer, it.selection, it.locks], show);
  onLanguage(show);
  show();
  showLevels(() => rows);
  return bindTrackKeys(node);
}
