// Long pieces: the full mix from the server through an audio element, because the sound of all parts
// would not fit into memory. The mixer has no say there, except for the master volume.

import { ApiError } from "../../app/api.js";
import { bytesOfSong } from "./stems.js";

const LONG_S = 8 * 60;
const MOST_BYTES = 900e6;

/** Whether a song is played as a full mix. */
export const isLong = (song) => song.seconds > LONG_S || bytesOfSong(song) > MOST_BYTES;

let kept = { id: null, media: null };

async function fetchMix(id) {
  const response = await fetch(`/api/songs/${id}/flac`).catch(() => {
    throw new ApiError(0, { code: "server_gone" });
  });
  if (!response.ok) {
    const { error } = await response.json().catch(() => ({}));
    throw new ApiError(response.status, error ?? { code: "sound_failed" });
  }
  return response.blob();
}

/** The audio element of a long song, loaded. One is kept. */
export async function mixOf(song) {
  if (kept.id !== song.id) {
    const blob = await fetchMix(song.id);
    if (kept.media) {
      kept.media.pause();
      URL.revokeObjectURL(kept.media.src);
    }
    const media = new Audio(URL.createObjectURL(blob));
    media.preload = "auto";
    kept = { id: song.id, media };
  }
  return kept.media;
}

/** Starts the mix; the same interface as `perform`. */
export function performMix(context, output, { media, from, loop, at }) {
  media.node ??= new MediaElementAudioSourceNode(context, { mediaElement: media });
  media.node.disconnect();
  media.node.connect(output);
  media.currentTime = from;
  media.play().catch(() => {});
  const onTime = () => {
    if (loop && media.currentTime >= loop[1]) {
      media.currentTime = loop[0];
    }
  };
  media.addEventListener("timeupdate", onTime);
  return {
    at, from, loop, strips: [], hasClick: false,
    positionAt: () => media.currentTime,
    setGains() {},
    setClick() {},
    fadeOut() {
      media.removeEventListener("timeupdate", onTime);
      media.pause();
    },
    leave() {},
  };
}
