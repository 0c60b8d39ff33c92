// Collections: files to drop or choose, and what is there to learn from.

import { actions } from "../actions.js";
import { el, fill, live, put } from "../dom.js";
import { size, percent } from "../format.js";
import { askSure } from "../frame/dialog.js";
import { icon } from "../icons.js";
import { store } from "../store.js";
import { explainLine } from "../errors.js";
import { onLanguage, t } from "../words.js";
import { reportView } from "./report.js";

/** The collection that is chosen: the one that came last, else the built-in loops. */
export function chosenCollection({ collections, learnFrom } = store.state) {
  const chosen = collections.get(learnFrom);
  const own = [...collections.values()].filter((it) => it.id !== "built-in").sort((a, b) => b.created.localeCompare(a.created))[0];
  return chosen ?? own ?? collections.get("built-in") ?? null;
}

function picker(isFolder) {
  const input = el("input.visually-hidden", { type: "file", multiple: true, tabindex: "-1", "aria-hidden": "true", ...(isFolder ? { webkitdirectory: true } : { accept: ".mid,.midi,.kar,.rmi,.zip" }) });
  const key = isFolder ? "learn.choose_folder" : "learn.choose_files";
  input.onchange = () => {
    const files = [...input.files];
    if (files.length > 0) {
      actions.addCollection(files);
    }
    input.value = "";
  };
  const button = el("button", { type: "button", onclick: () => input.click() }, live(key));
  return [button, input];
}

function dropCard() {
  return el("div.drop-card", icon("upload"), el("p", live("learn.drop")), el("div.row.centre", picker(false), picker(true)));
}

function stateWords(it) {
  const { summary } = it;
  if (it.state === "failed") {
    return it.error ? explainLine(it.error) : t("learn.unusable");
  }
  if (summary) {
    return t("learn.summary", { n: summary.files_kept, bars: summary.bars, notes: summary.notes });
  }
  return t(`collection.${it.state}`);
}

function option(it) {
  const input = el("input", { type: "radio", name: "collection", value: it.id, checked: chosenCollection()?.id === it.id, onchange: () => store.update((state) => { state.learnFrom = it.id; }) });
  const remove = it.id !== "built-in" && el("button.icon", { type: "button", "aria-label": live("learn.remove", { name: it.name }), title: live("learn.remove", { name: it.name }), onclick: async () => {
    const sure = await askSure(live("learn.remove", { name: it.name }), live("learn.remove_sure"), live("action.delete"));
    if (sure) {
      actions.deleteCollection(it.id);
    }
  } }, icon("bin"));
  const name = it.id === "built-in" ? t("learn.built_in") : it.name;
  return el("div.option", { dataset: { state: it.state } }, el("label.option-label", input, el("span.option-text", el("strong.clip", name), el("small.hushed", stateWords(it), it.bytes > 0 && it.state !== "failed" ? ` · ${size(it.bytes)}` : ""))), remove);
}

function uploadRow({ name, share }) {
  return el("div.upload", el("span", t("learn.sending", { name, share: percent(share) })), el("progress.bar", { max: "1", value: share, "aria-label": name }));
}

/** The field. */
export function collectionsField() {
  const list = el("div.options", { role: "radiogroup", "aria-label": live("learn.from") });
  const uploads = el("div.uploads", { "aria-live": "polite" });
  const report = el("div");
  let reported = null;
  const show = () => {
    const all = [...store.state.collections.values()].sort((a, b) => b.created.localeCompare(a.created));
    const own = all.filter((it) => it.id !== "built-in");
    const focused = list.contains(document.activeElement) ? document.activeElement.value : null;
    fill(list, [...own, ...all.filter((it) => it.id === "built-in")].map(option));
    if (focused) {
      list.querySelector(`input[value="${focused}"]`)?.focus();
    }
    const chosen = chosenCollection();
    if (chosen !== reported) {
      reported = chosen;
      fill(report, chosen && chosen.id !== "built-in" && reportView(chosen));
    }
  };
  const showUploads = () => fill(uploads, store.state.uploads.map(uploadRow));
  store.watch((it) => [it.collections, it.learnFrom], show);
  store.watch((it) => it.uploads, showUploads);
  onLanguage(() => {
    reported = null;
    show();
    showUploads();
  });
  show();
  return put(el("div.stack"), dropCard(), uploads, list, report);
}
