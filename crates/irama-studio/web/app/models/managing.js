// Models: naming, deleting, bringing in.

import { api } from "../api.js";
import { store, upsert } from "../store.js";
import { say } from "../toast.js";
import { t } from "../words.js";
import { draftChanged } from "../compose/draft.js";

/** Whether a file may hold a model, by its name. */
export const isModel = (name) => /\.(irama|keras)$/i.test(name);

/** Whether a model is the one in the box, which is always there. */
export const isInTheBox = ({ id }) => id === "built-in";

/** What a model is called where models are chosen. */
export function modelLabel(model) {
  if (isInTheBox(model)) {
    return t("models.boxed_name", { name: model.name });
  }
  return model.kind === "classic" ? t("compose.classic_name", { name: model.name }) : model.name;
}

export const managing = {
  async importModel(file) {
    const model = await api.upload(`/models/import?name=${encodeURIComponent(file.name)}`, file, undefined, "POST");
    upsert("models", model.id, model);
    store.update((it) => { it.view = "models"; });
    say(t("models.imported", { name: model.name }));
    return model;
  },

  async renameModel(id, name) {
    upsert("models", id, await api.patch(`/models/${id}`, { name }));
  },

  async deleteModel(id) {
    await api.remove(`/models/${id}`);
    upsert("models", id, undefined);
  },

  /** Chooses the model that composes, and goes there. */
  async composeWith(id) {
    draftChanged({ model: id, mode: "new" });
    store.update((it) => { it.view = "compose"; });
  },
};
