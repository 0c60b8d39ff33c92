// The models: what each learned from, what it can do, its files; and bringing one in.

import { actions } from "../actions.js";
import { el, fill, live } from "../dom.js";
import { date, fileName, size } from "../format.js";
import { askName, askSure } from "../frame/dialog.js";
import { entry, menu } from "../frame/menu.js";
import { icon } from "../icons.js";
import { verdict } from "../learn/verdict.js";
import { chosenModel } from "../compose/composing.js";
import { store } from "../store.js";
import { onLanguage, t } from "../words.js";
import { modelCard } from "./card.js";
import { isInTheBox } from "./managing.js";

function link(model, form) {
  const href = `/api/models/${model.id}/file?form=${form}`;
  return el("a.download", { href, download: `${fileName(model.name)}.${form}`, title: live(`models.form_${form}`) }, icon("download"), `.${form}`);
}

function moreMenu(model) {
  const button = el("button.icon", { type: "button", "aria-label": live("models.more", { name: model.name }), title: live("models.more", { name: model.name }) }, icon("down"));
  const rename = async () => {
    const name = await askName(live("models.rename"), model.name);
    return name && actions.renameModel(model.id, name);
  };
  const remove = async () => (await askSure(live("models.delete"), live("models.delete_sure", { name: model.name }), live("action.delete"))) && actions.deleteModel(model.id);
  return menu(button, () => [entry(rename, icon("edit"), live("models.rename")), !isInTheBox(model) && entry(remove, icon("bin"), live("action.delete"))], { align: "end" });
}

function sourceName(model) {
  const { collection } = model;
  if (isInTheBox(model)) {
    return t("models.in_the_box");
  }
  return (collection === "built-in" ? t("learn.built_in") : store.state.collections.get(collection)?.name) ?? t("models.imported_source");
}

function card(model) {
  const isChosen = chosenModel()?.id === model.id;
  const forms = model.kind === "classic" ? ["irama", "keras", "safetensors"] : ["irama", "safetensors"];
  const use = el("button", { type: "button", disabled: !model.has_sound, onclick: () => actions.composeWith(model.id) }, icon("compose"), live("models.use"));
  const facts = [t(`models.kind_${model.kind}`), sourceName(model), model.bytes && size(model.bytes), date(model.created)].filter(Boolean);
  const details = el("div.fold-body");
  const fold = el("details.fold", el("summary", live("models.card")), details);
  fold.addEventListener("toggle", () => fold.open && !details.firstChild && modelCard(model.id, details));
  return el("article.model", { dataset: { chosen: String(isChosen) } },
    el("header.model-head", el("h3", model.name), el("span.badge", { dataset: { state: model.state } }, live(`phase.${model.state}`)), el("span.grow"), moreMenu(model)),
    el("p.hushed", { "data-words": "none" }, facts.join(" · ")), el("p.verdict", verdict(model)), el("div.row", use, model.has_sound && forms.map((it) => link(model, it))), fold);
}

function importButton() {
  const input = el("input.visually-hidden", { type: "file", accept: ".irama,.keras", tabindex: "-1", "aria-hidden": "true" });
  input.onchange = () => {
    if (input.files[0]) {
      actions.importModel(input.files[0]);
      input.value = "";
    }
  };
  const button = el("button", { type: "button", onclick: () => input.click() }, icon("upload"), live("models.import"));
  return el("div.row", button, input, el("span.hushed", live("models.import_hint")));
}

/** The panel. */
export function modelsPanel() {
  const list = el("div.stack");
  const none = el("p.empty", live("models.none"));
  const known = new Map();
  const show = () => {
    const all = [...store.state.models.values()].sort((a, b) => b.created.localeCompare(a.created));
    const chosen = chosenModel()?.id;
    const nodes = all.map((model) => {
      const key = `${model.name}/${model.state}/${model.has_sound}/${chosen === model.id}/${JSON.stringify(model.best)}`;
      const old = known.get(model.id);
      if (old?.key === key) {
        return old.node;
      }
      const node = card(model);
      known.set(model.id, { key, node });
      return node;
    });
    if (nodes.length !== list.children.length || nodes.some((it, i) => it !== list.children[i])) {
      fill(list, nodes);
    }
    none.hidden = all.length > 0;
  };
  store.watch((it) => [it.models, it.draft.model, it.collections], show);
  onLanguage(() => {
    known.clear();
    show();
  });
  show();
  return el("div.stack", importButton(), none, list);
}
