// The instrument of a part: a field to search in with a list under it (the combobox of ARIA 1.2).
// Arrow keys go through the list, Enter takes, Escape leaves all as it was.

import { el, fill } from "../../app/dom.js";
import { t } from "../../app/words.js";
import { findInstruments, instrumentName } from "./instruments.js";

let n = 0;

function option(it, id, isChosen) {
  return el("div.instrument-option", { role: "option", id, "aria-selected": String(isChosen), dataset: { program: it.program } },
    el("span.instrument-number.figures", it.program + 1), el("span.clip", it.name));
}

/** Puts the list under or over the field, wherever there is room; over everything else. */
function placeList(list, input) {
  const box = input.getBoundingClientRect();
  const below = innerHeight - box.bottom - 12;
  const height = Math.min(320, Math.max(below, box.top - 12));
  const width = Math.min(innerWidth - 16, Math.max(box.width, 224));
  Object.assign(list.style, {
    maxHeight: `${height}px`,
    width: `${width}px`,
    left: `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`,
    top: below >= Math.min(height, 160) ? `${box.bottom + 2}px` : "auto",
    bottom: below >= Math.min(height, 160) ? "auto" : `${innerHeight - box.top + 2}px`,
  });
}

/** The field. `read()` gives `{program, is_drums, name}` of the part, `write(program)` takes one. */
export function instrumentField({ read, write }) {
  n += 1;
  const id = `instruments-${n}`;
  const list = el("div.instrument-list", { role: "listbox", id, hidden: true, popover: "manual" });
  const input = el("input.instrument-input", {
    type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id,
  });
  const node = el("div.instrument", input, list);
  let at = -1;
  const options = () => [...list.querySelectorAll("[role=option]")];
  const isOpen = () => !list.hidden;

  const point = (index) => {
    const all = options();
    at = all.length === 0 ? -1 : (index + all.length) % all.length;
    all.forEach((it, i) => it.toggleAttribute("data-active", i === at));
    input.setAttribute("aria-activedescendant", all[at]?.id ?? "");
    all[at]?.scrollIntoView({ block: "nearest" });
  };
  const show = (search) => {
    const { program, is_drums: isDrums } = read();
    const found = findInstruments(search, isDrums);
    let family = "";
    const rows = found.flatMap((it) => {
      const head = it.family !== family && el("div.instrument-family", { role: "presentation" }, it.family);
      family = it.family;
      return [head, option(it, `${id}-${it.program}`, it.program === (program ?? 0))];
    });
    fill(list, found.length > 0 ? rows : el("div.instrument-none", { role: "presentation" }, t("piece.track.no_instrument")));
    point(Math.max(0, found.findIndex((it) => it.program === (program ?? 0))));
  };
  const open = (search = "") => {
    if (!isOpen()) {
      list.hidden = false;
      list.showPopover?.();
      input.setAttribute("aria-expanded", "true");
    }
    list.setAttribute("aria-label", t("piece.track.instruments"));
    show(search);
    placeList(list, input);
    options()[at]?.scrollIntoView({ block: "center" });
  };
  const close = () => {
    if (isOpen()) {
      list.hidePopover?.();
      list.hidden = true;
    }
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-activedescendant", "");
    node.refresh();
  };
  const take = (row) => {
    const program = Number(row?.dataset.program);
    close();
    if (row && program !== (read().program ?? 0)) {
      write(program);
    }
  };
  const KEYS = {
    ArrowDown: () => (isOpen() ? point(at + 1) : open()),
    ArrowUp: () => (isOpen() ? point(at - 1) : open()),
    PageDown: () => isOpen() && point(Math.min(options().length - 1, at + 8)),
    PageUp: () => isOpen() && point(Math.max(0, at - 8)),
    Enter: () => (isOpen() ? take(options()[at]) : open()),
    Escape: () => { close(); input.select(); },
  };
  input.addEventListener("keydown", (event) => {
    if (event.key in KEYS && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      event.stopPropagation();
      KEYS[event.key]();
    }
  });
  input.addEventListener("click", () => { if (!isOpen()) { input.select(); open(); } });
  input.addEventListener("input", () => open(input.value));
  input.addEventListener("blur", close);
  // The field keeps the focus while the list is pointed at.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => take(event.target.closest("[role=option]")));
  addEventListener("scroll", (event) => isOpen() && !list.contains(event.target) && placeList(list, input), { capture: true, passive: true });
  node.refresh = () => {
    const part = read();
    if (part && !isOpen()) {
      input.value = instrumentName(part.program, part.is_drums);
      input.title = input.value;
      input.setAttribute("aria-label", t("piece.track.instrument_of", { name: part.name }));
    }
  };
  node.refresh();
  return node;
}
