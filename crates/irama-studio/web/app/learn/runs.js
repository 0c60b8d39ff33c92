// What learns: a card for each model under way, and for those that ended while someone looked.

import { actions } from "../actions.js";
import { el, fill, live } from "../dom.js";
import { ago, duration, number } from "../format.js";
import { askSure } from "../frame/dialog.js";
import { icon } from "../icons.js";
import { store } from "../store.js";
import { explainLine, inPageWords } from "../errors.js";
import { onLanguage, t } from "../words.js";
import { curve } from "./curve.js";
import { verdict } from "./verdict.js";

const UNDER_WAY = ["waiting", "reading", "learning", "paused", "failed"];
const followed = new Set();
const dismissed = new Set();

function phase({ state, progress }) {
  if (state === "learning" && ["planned", "saving", "reading"].includes(progress?.phase)) {
    return t(`phase.${progress.phase}`);
  }
  return t(`phase.${state}`);
}

function left({ state, progress }) {
  return state === "learning" && progress?.seconds_left != null ? t("learn.left", { time: duration(progress.seconds_left) }) : "";
}

const savedWords = ({ progress }) => (progress?.saved_at ? t("learn.saved", { ago: ago(progress.saved_at) }) : "");

function buttons(node, id) {
  const pause = el("button", { type: "button", onclick: () => (store.state.models.get(id)?.state === "paused" ? actions.resumeLearning(id) : actions.pauseLearning(id)) });
  const hear = el("button.hear", { type: "button" }, icon("play"), live("learn.hear"));
  hear.onclick = async () => {
    hear.disabled = true;
    hear.setAttribute("aria-busy", "true");
    await actions.hearSample(id);
    hear.removeAttribute("aria-busy");
    hear.disabled = false;
  };
  const compose = el("button.primary", { type: "button", onclick: async () => {
    await actions.composeWith(id);
    await actions.compose();
  } }, icon("compose"), live("learn.compose"));
  const away = el("button.icon.run-close", { type: "button", "aria-label": live("learn.put_away"), onclick: async () => {
    const model = store.state.models.get(id);
    if (model?.state === "ready") {
      dismissed.add(id);
      node.remove();
    } else if (await askSure(live("learn.stop"), live("learn.stop_sure", { name: model.name }), live("learn.stop_yes"))) {
      actions.deleteModel(id);
    }
  } }, icon("close"));
  return { pause, hear, compose, away };
}

function runCard(id) {
  const node = el("article.run", { dataset: { model: id } });
  const { pause, hear, compose, away } = buttons(node, id);
  const title = el("h3.run-title");
  const state = el("span.run-phase", { role: "status" });
  const facts = el("p.run-facts.figures");
  const bar = el("progress.bar", { max: "1", value: 0, "aria-label": live("learn.progress") });
  const error = el("p.bad-text", { role: "alert" });
  const chart = curve();
  const words = el("p.verdict", { "aria-live": "polite" });
  const said = el("ul.said");
  const saidFold = el("details.fold", el("summary", live("learn.said")), said);
  fill(node, el("header.run-head", el("div", title, state), away), bar, facts, error, chart, words, el("div.row", compose, hear, pause), saidFold);
  saidFold.addEventListener("toggle", async () => {
    if (saidFold.open) {
      const whole = await actions.readModel(id);
      fill(said, (whole?.said ?? []).map((it) => el("li", inPageWords(it))));
    }
  });
  node.refresh = () => {
    const model = store.state.models.get(id);
    if (!model) {
      return;
    }
    node.dataset.state = model.state;
    title.textContent = model.name;
    const now = phase(model);
    if (state.textContent !== now) {
      state.textContent = now;
    }
    const { progress } = model;
    bar.hidden = ["ready", "failed"].includes(model.state);
    bar.value = progress?.of ? progress.step / progress.of : 0;
    fill(facts, [progress?.of ? t("learn.steps_of", { step: number(progress.step), of: number(progress.of) }) : "", left(model), savedWords(model)].filter(Boolean).map((it) => el("span", it)));
    fill(error, model.error ? explainLine(model.error) : null);
    chart.show(store.state.looks.get(id) ?? [], model);
    fill(words, verdict(model));
    fill(pause, icon(model.state === "paused" ? "play" : "pause"), t(model.state === "paused" ? "learn.resume" : "learn.pause"));
    pause.hidden = ["ready", "failed"].includes(model.state);
    hear.hidden = !model.has_sound;
    compose.hidden = model.state !== "ready";
  };
  return node;
}

/** The cards. */
export function runsPlace() {
  const list = el("div.stack.runs");
  const cards = new Map();
  const show = () => {
    for (const model of store.state.models.values()) {
      if (UNDER_WAY.includes(model.state)) {
        if (!followed.has(model.id)) {
          followed.add(model.id);
          actions.readModel(model.id);
        }
      }
    }
    const shown = [...followed].filter((it) => store.state.models.has(it) && !dismissed.has(it)).reverse();
    for (const [id, card] of cards) {
      if (!shown.includes(id)) {
        card.remove();
        cards.delete(id);
      }
    }
    for (const id of shown.toReversed()) {
      if (!cards.has(id)) {
        cards.set(id, runCard(id));
        list.prepend(cards.get(id));
      }
    }
    cards.forEach((it) => it.refresh());
    list.hidden = cards.size === 0;
  };
  store.watch((it) => [it.models, it.looks], show);
  onLanguage(show);
  setInterval(() => cards.size > 0 && show(), 2000);
  show();
  return list;
}
