// Downloads of a song: plain links, which can also be dragged out of the page as files where the
// browser knows `DownloadURL`.

import { el, live } from "../dom.js";
import { fileName } from "../format.js";
import { icon } from "../icons.js";
import { locale } from "../words.js";

const FORMS = [
  { key: "midi", path: "midi", type: "audio/midi", ending: ".mid" },
  { key: "wav", path: "wav", type: "audio/wav", ending: ".wav" },
  { key: "flac", path: "flac", type: "audio/flac", ending: ".flac" },
  { key: "stems", path: "stems.zip", type: "application/zip", ending: " stems.zip" },
];

function link({ key, path, type, ending }, song, name) {
  const href = `/api/songs/${song}/${path}`;
  const file = fileName(name) + ending;
  const node = el("a.download", { href, download: file, draggable: "true", title: live(`download.${key}_hint`) }, icon("drag"), live(`download.${key}`));
  node.addEventListener("dragstart", (event) => {
    event.dataTransfer.effectAllowed = "copy";
    event.dataTransfer.setData("DownloadURL", `${type}:${file}:${new URL(href, location.href)}`);
    event.dataTransfer.setData("text/uri-list", String(new URL(href, location.href)));
  });
  return node;
}

/** The links of a song, and its report, which opens beside. */
export function downloadLinks(id, name) {
  const report = el("a.download", { href: `/api/songs/${id}/report.html?lang=${locale()}`, target: "_blank", rel: "noopener", title: live("download.report_hint") }, live("download.report"));
  return [...FORMS.map((it) => link(it, id, name)), report];
}
