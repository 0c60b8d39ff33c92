// Menus: a button that opens a list of what can be done; arrow keys, Escape and typing as usual.

import { el, fill } from "../dom.js";

let n = 0;

/** A button with a menu. `items()` is asked when it opens and gives nodes with `role=menuitem…`, or
 *  other nodes that are only shown. */
export function menu(button, items, { align = "start" } = {}) {
  n += 1;
  const list = el(`div.menu.menu-${align}`, { role: "menu", id: `menu-${n}`, hidden: true, tabindex: "-1" });
  const node = el("div.menu-place", button, list);
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", list.id);
  list.setAttribute("aria-labelledby", button.id || (button.id = `menu-button-${n}`));
  const entries = () => [...list.querySelectorAll("[role^=menuitem]")];

  const close = (isBack) => {
    list.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (isBack) {
      button.focus();
    }
  };
  const open = () => {
    fill(list, items());
    list.hidden = false;
    button.setAttribute("aria-expanded", "true");
    (list.querySelector("[aria-checked=true]") ?? entries()[0])?.focus();
  };
  const move = (step) => {
    const all = entries();
    const at = all.indexOf(document.activeElement);
    all[(at + step + all.length) % all.length]?.focus();
  };
  const onKey = (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      move(steps[event.key]);
    } else if (event.key === "Escape") {
      close(true);
    } else if (event.key === "Home" || event.key === "End") {
      entries().at(event.key === "Home" ? 0 : -1)?.focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  button.addEventListener("click", () => (list.hidden ? open() : close(true)));
  button.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.hidden) {
      event.preventDefault();
      open();
    }
  });
  list.addEventListener("keydown", onKey);
  list.addEventListener("click", (event) => event.target.closest("[role^=menuitem]") && close(true));
  node.addEventListener("focusout", (event) => {
    if (!node.contains(event.relatedTarget) && event.relatedTarget) {
      close(false);
    }
  });
  document.addEventListener("pointerdown", (event) => {
    if (!list.hidden && !node.contains(event.target)) {
      close(false);
    }
  });
  return node;
}

/** An entry of a menu. */
export const entry = (onclick, ...children) => el("button.menu-item", { role: "menuitem", tabindex: "-1", type: "button", onclick }, ...children);

/** An entry that is one of several to choose from. */
export const choice = (isChosen, onclick, ...children) => el("button.menu-item", { role: "menuitemradio", "aria-checked": String(isChosen), tabindex: "-1", type: "button", onclick }, ...children);
