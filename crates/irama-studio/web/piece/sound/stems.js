// Stems: the sound of each part, fetched and decoded once. Parts that an edit left alone are known by
// their tag, so that their sound is not sent again; what was used last is kept within a bound.

import { ApiError } from "../../app/api.js";

const RATE = 44_100;
const MOST_BYTES = 200e6;
const BYTES_A_FRAME = 8;

// By tag of the content; the order is that of use.
const buffers = new Map();
// What is being loaded or was, by song.
const loading = new Map();
// Decodes without an audio context that would need a gesture.
const decoder = new OfflineAudioContext(2, 1, RATE);

const bytesOf = (buffer) => buffer.length * BYTES_A_FRAME;

async function refusal(response) {
  const { error } = await response.json().catch(() => ({}));
  return new ApiError(response.status, error ?? { code: "sound_failed" });
}

async function fetchStem(song, idx, signal) {
  const response = await fetch(`/api/songs/${song}/stems/${idx}`, { signal }).catch((error) => {
    throw error.name === "AbortError" ? error : new ApiError(0, { code: "server_gone" });
  });
  if (!response.ok) {
    throw await refusal(response);
  }
  const tag = response.headers.get("ETag") ?? `${song}/${idx}`;
  const known = buffers.get(tag);
  if (known) {
    await response.body?.cancel();
    return { tag, buffer: known };
  }
  const gain = Number(response.headers.get("X-Irama-Gain")) || 0.5;
  const buffer = await decoder.decodeAudioData(await response.arrayBuffer());
  buffer.makeUp = 1 / gain;
  return { tag, buffer };
}

/** Lets go of what was used longest ago, but never of what `needed` holds. */
function tidy(needed) {
  let total = [...buffers.values()].reduce((sum, it) => sum + bytesOf(it), 0);
  for (const [tag, buffer] of buffers) {
    if (total <= MOST_BYTES) {
      break;
    }
    if (!needed.has(tag)) {
      buffers.delete(tag);
      total -= bytesOf(buffer);
    }
  }
  const isWhole = (entry) => !entry.tags || entry.tags.every((it) => buffers.has(it));
  for (const [id, entry] of loading) {
    if (!isWhole(entry)) {
      loading.delete(id);
    }
  }
}

async function loadAll(song, entry) {
  const jobs = song.parts.map((_, idx) => fetchStem(song.id, idx, entry.stop.signal));
  const found = await Promise.all(jobs).catch((error) => {
    entry.stop.abort();
    loading.delete(song.id);
    throw error;
  });
  entry.tags = found.map((it) => it.tag);
  for (const { tag, buffer } of found) {
    buffers.delete(tag);
    buffers.set(tag, buffer);
  }
  tidy(new Set(entry.tags));
  return found.map((it) => it.buffer);
}

/** The sound of all parts of a song as audio buffers, each with `makeUp`, the factor that brings it
 *  back to its level. */
export function stemsOf(song) {
  const known = loading.get(song.id);
  if (known) {
    known.tags?.forEach((tag) => {
      const buffer = buffers.get(tag);
      buffers.delete(tag);
      buffers.set(tag, buffer);
    });
    return known.done;
  }
  const entry = { stop: new AbortController(), tags: null };
  loading.set(song.id, entry);
  entry.done = loadAll(song, entry);
  return entry.done;
}

/** Gives up loading songs other than those of `ids`. */
export function keepLoading(ids) {
  for (const [id, entry] of loading) {
    if (!entry.tags && !ids.includes(id)) {
      entry.stop.abort();
      loading.delete(id);
    }
  }
}

/** How many bytes the sound of a song takes in memory. */
export const bytesOfSong = (song) => (song.seconds + 5) * RATE * BYTES_A_FRAME * song.parts.length;

/** How much is kept, for tests. */
export const keptBytes = () => [...buffers.values()].reduce((sum, it) => sum + bytesOf(it), 0);
