// Learning: collections that come in, and models that learn from them.

import { api } from "../api.js";
import { store, upsert } from "../store.js";
import { t } from "../words.js";

const MUSIC = /\.(mid|midi|kar|rmi|smf|zip)$/i;
/** Whether a file may hold music, by its name. */
export const isMusic = (name) => MUSIC.test(name);

const nameOf = (files) => {
  const folder = files[0].webkitRelativePath?.split("/")[0];
  return folder || files[0].name.replace(MUSIC, "") || t("learn.collection");
};

function progress(id, change) {
  store.update((it) => {
    const others = it.uploads.filter((upload) => upload.id !== id);
    it.uploads = change ? [...others, { id, ...change }] : others;
  });
}

async function sendAll(collection, files) {
  const total = files.reduce((sum, it) => sum + it.size, 0) || 1;
  let sent = 0;
  for (const file of files) {
    const name = encodeURIComponent(file.webkitRelativePath || file.name);
    const tell = (share) => progress(collection.id, { name: collection.name, share: (sent + share * file.size) / total });
    await api.upload(`/collections/${collection.id}/files?name=${name}`, file, tell);
    sent += file.size;
  }
}

export const learning = {
  /** Brings files in as a new collection, and has them read. */
  async addCollection(list) {
    const all = [...list];
    const files = all.filter((it) => isMusic(it.name));
    if (files.length === 0) {
      throw Object.assign(new Error("no music"), { code: "no_music", values: { name: all[0]?.name ?? "" } });
    }
    const collection = await api.post("/collections", { name: nameOf(files) });
    upsert("collections", collection.id, collection);
    store.update((it) => { it.learnFrom = collection.id; it.view = "learn"; });
    try {
      await sendAll(collection, files);
      await api.post(`/collections/${collection.id}/inspect`);
    } catch (error) {
      await api.remove(`/collections/${collection.id}`).catch(() => {});
      upsert("collections", collection.id, undefined);
      throw error;
    } finally {
      progress(collection.id, null);
    }
    return collection.id;
  },

  async deleteCollection(id) {
    await api.remove(`/collections/${id}`);
    upsert("collections", id, undefined);
  },

  renameCollection: (id, name) => api.patch(`/collections/${id}`, { name }),

  /** Starts to learn. */
  async learn(name, collection, settings) {
    const { model, job } = await api.post("/models", { name, collection, settings });
    upsert("models", model.id, store.state.models.get(model.id) ?? model);
    upsert("jobs", job.id, store.state.jobs.get(job.id) ?? job);
    return model;
  },

  pauseLearning: (id) => api.post(`/models/${id}/pause`),
  resumeLearning: (id) => api.post(`/models/${id}/resume`),

  /** Reads the curve and the words of a model that the page has not followed from its beginning. */
  async readModel(id) {
    const whole = await api.get(`/models/${id}`);
    const known = store.state.looks.get(id) ?? [];
    if ((whole.looks ?? []).length >= known.length) {
      upsert("looks", id, whole.looks ?? []);
    }
    return whole;
  },
};
