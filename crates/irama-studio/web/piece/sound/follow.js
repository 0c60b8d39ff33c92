// What the player does by itself: another version on the table is played on from the same place,
// another project begins anew, mixer and loop are obeyed at once, and sound is fetched beforehand.

import { store } from "../../app/store.js";
import { gainsOf } from "./gains.js";
import { stage } from "./stage.js";
import { keepLoading } from "./stems.js";
import { endOf } from "./tempo.js";

const IDLE_MS = 1500;
const CALM_MS = 500;
const { state } = store;
const whenIdle = globalThis.requestIdleCallback ?? ((run) => setTimeout(run, 300));

let timer = 0;

// Whoever edits makes version after version; only the one that stays for a moment is made to sound.
function prefetch(player, song, calm = CALM_MS) {
  clearTimeout(timer);
  keepLoading([song.id]);
  timer = setTimeout(() => whenIdle(() => {
    if (state.song?.id === song.id) {
      // If this fails, playing says so.
      player.load(song).catch(() => {});
    }
  }, { timeout: IDLE_MS }), calm);
}

/** Begins to follow the store for `player`; returns what ends that. */
export function followStore(player) {
  let project = state.project?.id ?? null;

  const onSong = () => {
    const { song } = state;
    const isOther = project !== (state.project?.id ?? null);
    project = state.project?.id ?? null;
    if (!song || isOther) {
      player.rest("stopped", 0);
      store.update((it) => { it.play = { ...it.play, loop: null }; });
    }
    if (!song) {
      return;
    }
    if (stage.isPlaying && stage.now.song.id !== song.id) {
      player.goOn(song);
    } else if (state.play.state === "loading") {
      player.play();
    } else {
      if (player.currentTick() > endOf(song)) {
        player.seek(endOf(song));
      }
      prefetch(player, song);
    }
  };
  const onMixer = (mixer) => stage.isPlaying && stage.now.setGains(gainsOf(mixer, stage.now.song.parts));
  const watches = [
    store.watch((it) => it.song?.id, onSong),
    store.watch((it) => it.project?.mixer, onMixer),
    store.watch((it) => it.play.loop ?? [], () => player.restart()),
    store.watch((it) => Boolean(it.play.metronome), () => player.restart()),
  ];
  if (state.song) {
    prefetch(player, state.song, 0);
  }
  return () => watches.forEach((end) => end());
}
