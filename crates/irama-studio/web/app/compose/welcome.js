// The first minutes: what to do, as long as nobody has composed anything here.

import { el, live } from "../dom.js";
import { icon } from "../icons.js";
import { store } from "../store.js";

const KEPT = "irama.welcomed";

/** A card of three steps that goes with the first piece, or when it is closed. */
export function welcome() {
  const close = el("button.icon", { type: "button", "aria-label": live("welcome.close"), onclick: () => {
    localStorage.setItem(KEPT, "yes");
    node.hidden = true;
  } }, icon("close"));
  const learn = el("button.link", { type: "button", onclick: () => store.update((it) => { it.view = "learn"; }) }, live("welcome.learn_link"));
  const steps = [[live("welcome.hear"), el("kbd", "Space")], [live("welcome.learn"), learn], [live("welcome.compose"), null]];
  const node = el("aside.welcome", { "aria-label": live("welcome.title") }, close, el("h3", live("welcome.title")),
    el("ol", steps.map(([text, more]) => el("li", el("span", text, " ", more)))));
  const show = () => {
    const isOld = [...store.state.songs.values()].some((it) => it.origin !== "demo");
    node.hidden = isOld || localStorage.getItem(KEPT) === "yes";
  };
  store.watch((it) => it.songs, show);
  show();
  return node;
}
