// Long pieces: the full mix from the server through an audio element, because the sound of all parts
// would not fit into memory. The mixer has no say there, except for the master volume.

import { ApiError } from "../../app/api.js";
import { bytesOfSong } from "./stems.js";

const LONG_S = 8 * 60;
const MOST_BYTES = 900e6;

/** Whether a song is played as a full mix. */
export const isLong = (song) => song.seconds > LONG_S || bytesOfSong(song) > MOST_BYTES;

// What is loaded or being loaded: one piece, as it may be large.
let kept = { id: null, done: null, stop: null };
// One element for all, because browsers let only those play that a gesture has touched.
let media = null;

/** Touches the element; must come from a gesture, as loading outlasts it. */
export function touchMix() {
  if (!media) {
    media = new Audio();
    media.preload = "auto";
    // There is nothing to play yet.
    media.play().catch(() => {});
    media.pause();
  }
}

async function fetchMix(id, signal) {
  const response = await fetch(`/api/songs/${id}/wav`, { signal }).catch((error) => {
    throw error.name === "AbortError" ? error : new ApiError(0, { code: "server_gone" });
  });
  if (!response.ok) {
    const { error } = await response.json().catch(() => ({}));
    throw new ApiError(response.status, error ?? { code: "sound_failed" });
  }
  return { url: URL.createObjectURL(await response.blob()) };
}

/** The mix of a long song, loaded: `{url}`. */
export function mixOf({ id }) {
  if (kept.id !== id) {
    kept.stop?.abort();
    const { done: old } = kept;
    const stop = new AbortController();
    const done = fetchMix(id, stop.signal);
    kept = { id, done, stop };
    const forget = () => old?.then(({ url }) => url !== media?.src && URL.revokeObjectURL(url), () => {});
    done.then(forget, () => {
      if (kept.done === done) {
        kept = { id: null, done: null, stop: null };
      }
    });
  }
  return kept.done;
}

const blocked = (error) => (error.name === "NotAllowedError" ? Object.assign(new Error(error.message), { code: "sound_blocked" }) : error);

function load(url) {
  const old = media.src;
  if (old !== url) {
    media.src = url;
    URL.revokeObjectURL(old);
  }
}

/** Starts the mix; the same interface as `perform`, and `ready`, which fails if it cannot play. */
export function performMix(context, output, { url, from, loop, at }) {
  touchMix();
  load(url);
  media.node ??= new MediaElementAudioSourceNode(context, { mediaElement: media });
  media.node.disconnect();
  media.node.connect(output);
  media.currentTime = from;
  const onTime = () => {
    if (loop && media.currentTime >= loop[1]) {
      media.currentTime = loop[0];
    }
  };
  media.addEventListener("timeupdate", onTime);
  return {
    at, from, loop, strips: [],
    ready: media.play().catch((error) => { throw blocked(error); }),
    positionAt: () => media.currentTime,
    setGains() {},
    fadeOut() {
      media.removeEventListener("timeupdate", onTime);
      media.pause();
    },
    leave() {},
  };
}
