// The dock under the roll: the mixer, or the list of notes, or neither; and beside their tabs the tools.

import { el, live } from "../app/dom.js";

const KEPT = "irama.dock";

/** The dock: `views` are `{name: node}`; a node may have `open()` and `close()`. */
export function openDock(views, tools) {
  const names = Object.keys(views);
  const kept = localStorage.getItem(KEPT);
  // Where there is little room, it belongs to the roll.
  const isSmall = matchMedia("(max-width: 40rem), (max-height: 34rem)").matches;
  let open = kept === "" || names.includes(kept) ? kept : isSmall ? "" : names[0];
  const place = el("div.dock-place");
  const tabs = names.map((name) => el("button.dock-tab", { type: "button", id: `dock-tab-${name}`, "aria-controls": `dock-${name}`, onclick: () => turn(name) }, live(`piece.dock.${name}`)));
  const bodies = names.map((name) => el("div.dock-body", { id: `dock-${name}` }, views[name]));
  const show = () => {
    names.forEach((name, i) => {
      const isOpen = name === open;
      tabs[i].setAttribute("aria-expanded", String(isOpen));
      bodies[i].hidden = !isOpen;
      views[name][isOpen ? "open" : "close"]?.();
    });
    place.hidden = open === "";
  };
  function turn(name) {
    open = open === name ? "" : name;
    localStorage.setItem(KEPT, open);
    show();
  }
  place.append(...bodies);
  show();
  return el("div.dock", el("div.dock-head", el("div.dock-tabs", tabs), tools), place);
}
