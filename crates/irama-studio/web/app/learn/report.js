// The import report: how many files are used, repaired or skipped, and why, file by file.

import { api } from "../api.js";
import { el, fill, live } from "../dom.js";
import { segments } from "../fields.js";
import { number } from "../format.js";
import { explainLine } from "../errors.js";
import { t } from "../words.js";

const MOST_ROWS = 200;

const KINDS = {
  used: (it) => it.status === "kept" && it.repairs.length === 0,
  repaired: (it) => it.status === "kept" && it.repairs.length > 0,
  skipped: (it) => it.status === "dropped",
};
const kindOf = (file) => Object.keys(KINDS).find((it) => KINDS[it](file)) ?? "used";

function counts({ files_kept, files_dropped, n_repaired }) {
  return { used: files_kept - (n_repaired ?? 0), repaired: n_repaired ?? 0, skipped: files_dropped };
}

function bar(summary) {
  const all = counts(summary);
  const total = Math.max(1, summary.files_found);
  const stretch = (kind) => el(`span.share.share-${kind}`, { style: { flexGrow: String(all[kind] / total) } });
  const legend = (kind) => el(`li.legend-${kind}`, el("b.figures", number(all[kind])), " ", live(`report.${kind}`));
  return [el("div.shares", { "aria-hidden": "true" }, Object.keys(all).filter((it) => all[it] > 0).map(stretch)), el("ul.legend", Object.keys(all).map(legend))];
}

const shortPath = (path) => path.split("/").slice(-2).join("/");

function row(file) {
  const kind = kindOf(file);
  const why = kind === "skipped" ? file.reason : file.repairs.map((it) => it.what ?? it).join("; ");
  const notes = kind === "skipped" ? "" : t("fact.notes_n", { n: file.notes });
  return el(`li.file.file-${kind}`, el("span.file-name", { title: file.path }, shortPath(file.path)), el("span.file-kind", live(`report.${kind}`)), el("span.hushed.file-why", why || notes));
}

function table(report) {
  let shown = report.files.some((it) => kindOf(it) === "skipped") ? "skipped" : "used";
  const list = el("ul.files", { tabindex: "0", "aria-label": live("report.files") });
  const show = () => {
    const files = report.files.filter((it) => kindOf(it) === shown);
    const rest = files.length - MOST_ROWS;
    fill(list, files.slice(0, MOST_ROWS).map(row), rest > 0 && el("li.hushed", t("report.rest", { n: rest })), files.length === 0 && el("li.hushed", live("report.no_files")));
  };
  const choice = segments("report", Object.keys(KINDS).map((it) => [it, live(`report.${it}`)]), { read: () => shown, write: (it) => { shown = it; show(); }, label: live("report.files") });
  show();
  return el("div.stack", choice, list);
}

/** The report of a collection; its files are read when it is unfolded. */
export function reportView(collection) {
  const { summary } = collection;
  if (!summary) {
    return null;
  }
  const body = el("div.fold-body");
  const node = el("details.fold.report", el("summary", live("report.title")), body);
  node.addEventListener("toggle", async () => {
    if (!node.open || body.firstChild) {
      return;
    }
    fill(body, el("p.hushed", live("report.reading")));
    try {
      const { report } = await api.get(`/collections/${collection.id}`);
      fill(body, table(report));
    } catch (error) {
      fill(body, el("p", explainLine(error)));
    }
  });
  const duplicates = summary.duplicates > 0 && el("p.hushed", t("report.duplicates", { n: summary.duplicates }));
  return el("div.report-card", el("h4", live("report.of", { name: collection.name })), bar(summary), duplicates, node);
}
