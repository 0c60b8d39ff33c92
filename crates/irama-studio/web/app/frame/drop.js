// Drops: files that are let go of anywhere on the page. A zip, a folder or several MIDI files become a
// collection; one MIDI file is asked about; a model is imported.

import { actions } from "../actions.js";
import { el, live } from "../dom.js";
import { icon } from "../icons.js";
import { isMusic } from "../learn/learning.js";
import { isModel } from "../models/managing.js";
import { fail } from "../toast.js";
import { openDialog } from "./dialog.js";

/** The veil that says that something may be dropped. */
export const dropPlace = el("div.drop-veil", { hidden: true }, el("div.drop-frame", icon("upload"), el("p", live("drop.here")), el("p.hushed", live("drop.what"))));

const MOST_FILES = 20_000;

async function filesOf(entry, path, found) {
  if (found.length >= MOST_FILES) {
    return;
  }
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => { entry.file(resolve, reject); });
    Object.defineProperty(file, "webkitRelativePath", { value: path + file.name });
    found.push(file);
    return;
  }
  const reader = entry.createReader();
  // A reader gives at most a hundred entries at a time.
  for (;;) {
    const some = await new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
    if (some.length === 0) {
      return;
    }
    for (const it of some) {
      await filesOf(it, `${path}${entry.name}/`, found);
    }
  }
}

async function droppedFiles(transfer) {
  const entries = [...transfer.items].map((it) => it.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((it) => it.isDirectory)) {
    return [...transfer.files];
  }
  const found = [];
  for (const entry of entries) {
    await filesOf(entry, "", found);
  }
  return found;
}

async function askWhatFor(file) {
  const button = (value, key) => el("button.wide", { type: "button", onclick: (event) => event.target.closest("dialog").close(value) }, live(key));
  const answer = await openDialog(live("drop.one_title", { name: file.name }), el("div.dialog-body.stack", button("show", "drop.one_show"), button("learn", "drop.one_learn")));
  if (answer === "show") {
    await actions.importSong(file);
  } else if (answer === "learn") {
    await actions.addCollection([file]);
  }
}

/** Takes files, however they came. */
export async function takeFiles(files) {
  const [first] = files;
  if (files.length === 1 && isModel(first.name)) {
    await actions.importModel(first);
  } else if (files.length === 1 && isMusic(first.name) && !/\.zip$/i.test(first.name)) {
    await askWhatFor(first);
  } else if (files.length > 0) {
    await actions.addCollection(files);
  }
}

/** Listens for files over the whole page. */
export function acceptDrops() {
  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  let depth = 0;
  const veil = (isShown) => { dropPlace.hidden = !isShown; };
  addEventListener("dragenter", (event) => {
    if (hasFiles(event)) {
      depth += 1;
      veil(true);
    }
  });
  addEventListener("dragleave", (event) => {
    if (hasFiles(event)) {
      depth -= 1;
      veil(depth > 0);
    }
  });
  addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (hasFiles(event)) {
      event.preventDefault();
      depth = 0;
      veil(false);
      droppedFiles(event.dataTransfer).then(takeFiles).catch(fail);
    }
  });
}
