// The compose panel: which model, what to do, how long, how bold; parts, harmony and the rest folded.

import { actions } from "../actions.js";
import { el, fill, live } from "../dom.js";
import { folded, refreshOn, selectInput } from "../fields.js";
import { store } from "../store.js";
import { modelLabel } from "../models/managing.js";
import { onLanguage, t } from "../words.js";
import { advancedFields } from "./advanced.js";
import { basicFields } from "./basics.js";
import { classicFields } from "./classic.js";
import { ableModels, chosenModel } from "./composing.js";
import { draftChanged, resetDraft } from "./draft.js";
import { harmonyFields } from "./harmony.js";
import { modeField } from "./mode.js";
import { partsField } from "./parts.js";
import { submitPlace } from "./submit.js";
import { welcome } from "./welcome.js";

function modelField() {
  const options = () => ableModels().map((it) => [it.id, modelLabel(it)]);
  const select = selectInput({ read: () => chosenModel()?.id, write: (model) => draftChanged({ model }), options, id: "compose-model" });
  refreshOn((it) => [it.models, it.draft.model], select);
  onLanguage(select.refresh);
  return el("div.field.field-row", el("label", { for: "compose-model" }, live("compose.model")), select);
}

// Only for models that tell styles apart, such as the one in the box.
function styleField() {
  const options = () => [["", t("compose.any_style")], ...(chosenModel()?.styles ?? []).map((it) => [it, it])];
  const select = selectInput({ read: () => store.state.draft.style, write: (style) => draftChanged({ style }), options, id: "compose-style", name: "style" });
  const node = el("div.field.field-row", el("label", { for: "compose-style" }, live("compose.style")), select);
  node.dataset.field = "brief.style";
  const show = () => {
    node.hidden = !(chosenModel()?.styles?.length > 0);
    select.refresh();
  };
  store.watch((it) => [it.models, it.draft.model, it.draft.style], show);
  onLanguage(show);
  show();
  return node;
}

function noModel() {
  const learnOwn = el("button.primary", { type: "button", onclick: () => store.update((it) => { it.view = "learn"; }) }, live("compose.no_model_learn"));
  return el("div.empty-card", el("h3", live("compose.no_model")), el("p", live("compose.no_model_why")), learnOwn);
}

/** The panel. */
export function composePanel() {
  const events = el("div.stack", styleField(), modeField(), basicFields(), partsField(), harmonyFields(), folded("advanced", live("compose.advanced"), advancedFields()));
  const classic = el("div.stack", classicFields());
  const form = el("form.stack.compose-form", { novalidate: true, onsubmit: (event) => {
    event.preventDefault();
    actions.compose();
  } }, modelField(), events, classic, submitPlace(), el("button.link.reset", { type: "button", onclick: resetDraft }, live("compose.reset")));
  const node = el("div.stack");
  const none = noModel();
  const hello = welcome();
  const show = () => {
    const model = chosenModel();
    events.hidden = model?.kind === "classic";
    classic.hidden = !events.hidden;
    const body = model ? form : none;
    if (!node.contains(body)) {
      fill(node, hello, body);
    }
  };
  store.watch((it) => [it.models, it.draft.model], show);
  show();
  return node;
}
