// Composing: asking for pieces, and what is done with them while they come.

import { api } from "../api.js";
import { store, upsert } from "../store.js";
import { t } from "../words.js";
import { addVersion, inTurn } from "../songs/projects.js";
import { classicOf, numberOf, requestOf } from "./brief.js";
import { draftChanged, randomSeed } from "./draft.js";

const OVER = ["done", "failed", "cancelled"];
/** Whether nothing more will come of a job. */
export const isOver = (job) => OVER.includes(job.state);

/** Models that can compose: those that have learned first, the newest first. */
export function ableModels({ models } = store.state) {
  const isReady = (it) => Number(it.state === "ready");
  return [...models.values()].filter((it) => it.has_sound).sort((a, b) => isReady(b) - isReady(a) || b.created.localeCompare(a.created));
}

/** The model that composes: the one that is chosen, or the first that can. */
export function chosenModel({ models, draft } = store.state) {
  const able = ableModels({ models });
  return able.find((it) => it.id === draft.model) ?? able[0] ?? null;
}

function seedNow(draft) {
  const seed = draft.seedLocked ? numberOf(draft.seed, "seed", 0, Number.MAX_SAFE_INTEGER, true) : undefined;
  const used = seed ?? randomSeed();
  draftChanged({ seed: String(used) });
  return used;
}

const LABELS = { new: "version.composed", refill: "version.refilled", continue: "version.continued", accompany: "version.accompanied" };

/** Waits until a job is over; hears of it through the store. */
export function jobOver(id) {
  return new Promise((resolve) => {
    const look = () => {
      const job = store.state.jobs.get(id);
      if (job && isOver(job)) {
        unwatch();
        resolve(job);
      }
    };
    const unwatch = store.watch((it) => it.jobs.get(id), look);
    look();
  });
}

/** Shows the first piece of a job as soon as it is there. */
async function showFirst(id, label) {
  const first = await new Promise((resolve) => {
    const look = () => {
      const job = store.state.jobs.get(id);
      if (job && (job.songs.length > 0 || isOver(job))) {
        unwatch();
        resolve(job);
      }
    };
    const unwatch = store.watch((it) => it.jobs.get(id), look);
    look();
  });
  if (first.state === "failed") {
    throw Object.assign(new Error(first.error?.message), first.error);
  }
  if (first.songs.length > 0 && first.project === store.state.project?.id) {
    await inTurn(() => addVersion(first.songs[0], label));
  }
  return first;
}

async function ask(body, label) {
  const job = await api.post("/compose", body);
  upsert("jobs", job.id, store.state.jobs.get(job.id) ?? job);
  store.update((it) => { it.sketch = null; });
  await showFirst(job.id, label);
  return store.state.jobs.get(job.id);
}

async function composeAs(mode, { selection, from, variations, parts } = {}) {
  const { draft, song, locks, project } = store.state;
  const model = chosenModel();
  if (!model) {
    throw Object.assign(new Error("no model"), { code: "no_model" });
  }
  const chosen = { song, locks, from, selection: selection ?? store.state.selection, styles: model.styles };
  const asked = model.kind === "classic" ? classicOf(draft) : requestOf({ ...draft, mode, ...(parts && { parts }) }, chosen);
  const seed = seedNow(draft);
  return ask({ model: model.id, project: project?.id, seed, variations: variations ?? draft.variations, ...asked }, t(from < song?.bars ? "version.rest" : LABELS[mode]));
}

export const composing = {
  /** Composes as the panel says. */
  compose: () => composeAs(store.state.draft.mode),

  /** Writes bars and parts of the piece anew: `bars` as [first, last], `parts` as indices. */
  refill({ bars, parts } = store.state.selection) {
    return composeAs("refill", { selection: { bars: bars ?? null, parts: new Set(parts ?? []) }, variations: 1 });
  },

  /** Writes all that comes after a bar anew, or goes on at the end. */
  continueFrom: (bar) => composeAs("continue", { from: bar, variations: 1 }),

  /** Writes all other parts anew, to those that are given. */
  accompany: (parts) => composeAs("accompany", { selection: { bars: null, parts: new Set(parts) }, variations: 1 }),

  /** Composes a piece again by its recipe. */
  async again(songId) {
    const recipe = await api.get(`/songs/${songId}/recipe.json`);
    const song = store.state.songs.get(songId);
    const asked = recipe.classic ? { classic: recipe.classic } : { brief: recipe.brief ?? {} };
    return ask({ model: song.model, project: store.state.project?.id, seed: song.seed, ...(song.parent && { material: song.parent }), ...asked }, t("version.again"));
  },

  /** Stops composing and keeps what has settled. */
  keepSoFar: (job) => api.post(`/jobs/${job}/keep`),

  async cancelJob(job) {
    await api.remove(`/jobs/${job}`);
    store.update((it) => { it.sketch = null; });
  },

  /** Composes a few bars with a model that still learns, and plays them. */
  async hearSample(modelId) {
    const model = store.state.models.get(modelId);
    const asked = model.kind === "classic" ? { classic: { notes: 32 } } : { brief: { bars: 4 } };
    const job = await api.post("/compose", { model: modelId, seed: randomSeed(), audition: true, name: t("learn.sample_of", { name: model.name }), ...asked });
    upsert("jobs", job.id, store.state.jobs.get(job.id) ?? job);
    const done = await jobOver(job.id);
    if (done.state === "failed") {
      throw Object.assign(new Error(done.error?.message), done.error);
    }
    return done.songs[0] && composing.audition(done.songs[0]);
  },

  /** Plays a song without showing it; plays nothing more if it was the one. */
  async audition(songId) {
    const { player } = window.irama;
    if (store.state.audition === songId) {
      store.update((it) => { it.audition = null; });
      return player.stop();
    }
    store.update((it) => { it.audition = songId; });
    return player.audition(songId);
  },
};
