// The top bar: name, project, what is being worked on, language, theme, help.

import { actions } from "../actions.js";
import { isOver } from "../compose/composing.js";
import { el, fill, live } from "../dom.js";
import { icon } from "../icons.js";
import { store } from "../store.js";
import { applyTheme, currentTheme, keepSettings, THEMES } from "../theme.js";
import { percent } from "../format.js";
import { currentLanguage, LANGUAGES, onLanguage, setLanguage, t } from "../words.js";
import { askName, askSure } from "./dialog.js";
import { showHelp } from "./help.js";
import { choice, entry, menu } from "./menu.js";

function projectEntries() {
  const { projects, project } = store.state;
  const all = [...projects.values()].sort((a, b) => b.changed.localeCompare(a.changed)).slice(0, 30);
  const list = all.map((it) => choice(it.id === project?.id, () => actions.openProject(it.id), el("span.menu-name", it.name), el("small", live("project.versions", { n: it.versions.length }))));
  const rename = async () => {
    const name = await askName(live("project.rename"), project.name);
    return name && actions.renameProject(project.id, name);
  };
  const add = async () => {
    const name = await askName(live("project.new"), t("project.untitled"));
    return name && actions.newProject(name);
  };
  const remove = async () => (await askSure(live("project.delete"), live("project.delete_sure", { name: project.name }), live("action.delete"))) && actions.deleteProject(project.id);
  return [...list, el("hr"), entry(add, icon("plus"), live("project.new")), project && entry(rename, icon("edit"), live("project.rename")), project && entry(remove, icon("bin"), live("project.delete"))];
}

function projectMenu() {
  const name = el("span.project-name");
  const button = el("button.project", { type: "button" }, el("span.hushed", live("project.of")), name, icon("down"));
  const show = () => { name.textContent = store.state.project?.name ?? "…"; };
  store.watch((it) => it.project?.name, show);
  show();
  return menu(button, projectEntries);
}

function workText({ models, jobs, online }) {
  if (!online) {
    return ["lost", t("frame.offline")];
  }
  const learns = [...models.values()].find((it) => ["learning", "reading", "waiting"].includes(it.state));
  const composes = [...jobs.values()].find((it) => it.kind === "compose" && !isOver(it));
  if (composes) {
    return ["busy", t("frame.composing", { bars: composes.progress?.done ?? 0, of: composes.progress?.of ?? 0 })];
  }
  const share = learns?.progress?.of ? percent(learns.progress.step / learns.progress.of) : "";
  return learns ? ["busy", t("frame.learning", { name: learns.name, share })] : ["calm", t("frame.ready")];
}

function workSign() {
  const text = el("span.work-text");
  const node = el("div.work", { role: "status" }, el("span.lamp"), text);
  let last = "";
  const show = () => {
    const [state, words] = workText(store.state);
    node.dataset.state = state;
    if (words !== last) {
      text.textContent = words;
      last = words;
    }
  };
  store.watch((it) => [it.models, it.jobs, it.online], show);
  onLanguage(show);
  show();
  return node;
}

// Languages are called by their own names in every language.
const NAMES = { en: "English", id: "Bahasa Indonesia" };

function languageSwitch() {
  const button = (code) => {
    const node = el("button", { type: "button", lang: code, "aria-label": `${code.toUpperCase()} ${NAMES[code]}`, title: NAMES[code] }, code.toUpperCase());
    node.onclick = () => {
      setLanguage(code);
      keepSettings({ language: code });
    };
    const mark = () => node.setAttribute("aria-pressed", String(currentLanguage() === code));
    onLanguage(mark);
    mark();
    return node;
  };
  return el("div.segments.language", { role: "group", "aria-label": live("frame.language") }, LANGUAGES.map(button));
}

function themeButton() {
  const node = el("button.icon.theme", { type: "button" });
  const icons = { system: "system", light: "sun", dark: "moon" };
  const show = () => {
    fill(node, icon(icons[currentTheme()]));
    const words = t(`theme.${currentTheme()}`);
    node.setAttribute("aria-label", words);
    node.title = words;
  };
  node.onclick = () => {
    const theme = THEMES[(THEMES.indexOf(currentTheme()) + 1) % THEMES.length];
    applyTheme(theme);
    keepSettings({ theme });
    show();
  };
  onLanguage(show);
  store.watch((it) => it.settings, show);
  show();
  return node;
}

/** The bar. */
export function topBar() {
  const help = el("button.icon", { type: "button", "aria-label": live("help.open"), title: live("help.open"), onclick: showHelp }, icon("help"));
  const brand = el("h1.brand", el("span.brand-bars", el("i"), el("i"), el("i")), "Irama");
  return el("header.topbar", brand, projectMenu(), el("span.grow"), workSign(), languageSwitch(), themeButton(), help);
}
