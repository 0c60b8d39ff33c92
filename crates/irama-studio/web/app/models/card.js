// The card of a model, read when it is unfolded: size, sources with their licences, settings, what it
// said, and its curve.

import { actions } from "../actions.js";
import { el, fill, live, put } from "../dom.js";
import { inPageWords } from "../errors.js";
import { number } from "../format.js";
import { curve } from "../learn/curve.js";
import { t } from "../words.js";

const MOST_SOURCES = 50;

const plain = (value) => (value !== null && typeof value === "object" ? JSON.stringify(value) : String(value));

function settings(given) {
  const all = Object.entries(given ?? {}).filter(([, it]) => it !== null && it !== undefined);
  return all.length > 0 && el("dl.facts-list", all.flatMap(([name, value]) => [el("dt", name), el("dd", plain(value))]));
}

function sources(list) {
  const shown = list.slice(0, MOST_SOURCES).map((it) => el("li", el("span.clip", it.path), el("small.hushed", t("models.source", { licence: it.licence ?? t("models.no_licence"), n: it.notes ?? 0 }))));
  const rest = list.length - MOST_SOURCES;
  return el("ul.sources", { tabindex: "0", "aria-label": live("models.sources") }, shown, rest > 0 && el("li.hushed", t("report.rest", { n: rest })));
}

/** Reads the card of a model into a node. */
export async function modelCard(id, node) {
  fill(node, el("p.hushed", live("report.reading")));
  const whole = await actions.readModel(id);
  if (!whole) {
    fill(node);
    return;
  }
  const { card = {}, looks = [], said = [] } = whole;
  const chart = curve();
  chart.show(looks, whole);
  fill(node, looks.length > 0 && chart,
    card.parameters && el("p", t("models.parameters", { n: number(card.parameters) })),
    card.sources?.length > 0 && put(el("div"), el("h4", live("models.sources")), sources(card.sources)));
  const given = settings(whole.settings);
  put(node, given && el("h4", live("models.settings")), given, said.length > 0 && el("h4", live("learn.said")), said.length > 0 && el("ul.said", said.map((it) => el("li", inPageWords(it)))));
}
