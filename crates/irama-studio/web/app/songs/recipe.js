// The recipe of a song: version, model, seed and brief as JSON, to read and to copy.

import { actions } from "../actions.js";
import { api } from "../api.js";
import { el, live } from "../dom.js";
import { openDialog } from "../frame/dialog.js";
import { icon } from "../icons.js";
import { fail } from "../toast.js";

/** Opens the recipe of a song. */
export async function showRecipe(song) {
  try {
    const recipe = await api.get(`/songs/${song.id}/recipe.json`);
    const copy = el("button", { type: "button", onclick: () => actions.copyRecipe(song.id) }, icon("copy"), live("history.copy"));
    await openDialog(live("recipe.title", { name: song.name }), el("div.dialog-body.stack", el("p.hushed", live("recipe.what")), el("pre.recipe", { tabindex: "0" }, JSON.stringify(recipe, null, 2)), el("div.row.end", copy)));
  } catch (error) {
    fail(error);
  }
}
