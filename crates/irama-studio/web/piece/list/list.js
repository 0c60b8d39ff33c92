// The note list: the notes of the roll as a grid that can be read and worked with by key. Only the
// rows in sight are there, and the one with the focus.

import { el, fill, live } from "../../app/dom.js";
import { store } from "../../app/store.js";
import { onLanguage } from "../../app/words.js";
import { choose, chosenKeys, onChosen, toggleNote } from "../chosen.js";
import { findNote, keyOf } from "../sheet.js";
import { onShown, shown } from "../shown.js";
import { orderOf } from "./order.js";
import { headRow, noteAtPlace, noteRow } from "./row.js";

const PAGE = 10;
const MORE = 6;
const { state } = store;

/** The list. `reveal(note)` shows a note in the roll. `node.open()` and `node.close()` say whether it
 *  is in sight. */
export function noteList({ reveal }) {
  const head = el("div", { role: "rowgroup" });
  const size = el("div.note-size", { role: "presentation" });
  const body = el("div.note-body", { role: "rowgroup" }, size);
  const grid = el("div.note-grid", { role: "grid", "aria-multiselectable": "true", "aria-label": live("piece.list.title"), "aria-describedby": "note-list-help" }, head, body);
  const empty = el("p.empty", live("piece.list.none"));
  const help = el("p.visually-hidden", { id: "note-list-help" }, live("piece.list.help"));
  const node = el("section.note-list", { "aria-label": live("piece.list.title") }, help, grid, empty);
  let order = orderOf(shown.sheet, new Set());
  let active = 0;
  let anchor = 0;
  let isStale = true;
  let isOpen = false;
  let frame = 0;

  const rowHeight = () => Number.parseFloat(getComputedStyle(node).getPropertyValue("--note-row")) || 28;
  const keyAt = (index) => {
    const { part, i } = order.at(index);
    return keyOf(part, shown.sheet.parts[part], i);
  };
  const render = () => {
    frame = 0;
    if (!isOpen) {
      return;
    }
    const high = rowHeight();
    const from = Math.max(0, Math.floor(body.scrollTop / high) - MORE);
    const to = Math.min(order.n, Math.ceil((body.scrollTop + body.clientHeight) / high) + MORE);
    const had = node.contains(document.activeElement) && document.activeElement.role === "row";
    const rows = [];
    const add = (index) => rows.push(noteRow(shown.sheet, order.at(index), index, index === active));
    if (order.n > 0 && active < from) add(active);
    for (let index = from; index < to; index++) add(index);
    if (order.n > 0 && active >= to) add(active);
    fill(size, rows);
    if (had) {
      size.querySelector("[tabindex='0']")?.focus({ preventScroll: true });
    }
  };
  const later = () => { frame ||= requestAnimationFrame(render); };
  const refresh = () => {
    if (!isOpen) {
      isStale = true;
      return;
    }
    isStale = false;
    order = orderOf(shown.sheet, state.selection.parts);
    active = Math.max(0, Math.min(active, order.n - 1));
    anchor = active;
    fill(head, headRow());
    grid.setAttribute("aria-rowcount", order.n + 1);
    size.style.height = `calc(${order.n} * var(--note-row))`;
    empty.hidden = order.n > 0;
    grid.hidden = order.n === 0;
    followChosen();
    render();
  };
  const scrollTo = (index) => {
    const high = rowHeight();
    const top = index * high;
    if (top < body.scrollTop) {
      body.scrollTop = top;
    } else if (top + high > body.scrollTop + body.clientHeight) {
      body.scrollTop = top + high - body.clientHeight;
    }
  };
  const go = (index, isRange) => {
    if (order.n === 0) {
      return;
    }
    active = Math.max(0, Math.min(order.n - 1, index));
    if (isRange) {
      const [from, to] = [Math.min(anchor, active), Math.max(anchor, active)];
      choose(Array.from({ length: to - from + 1 }, (_, i) => keyAt(from + i)));
    } else {
      anchor = active;
    }
    scrollTo(active);
    render();
    size.querySelector("[tabindex='0']")?.focus({ preventScroll: true });
    reveal(noteAtPlace(shown.sheet, order.at(active)));
  };
  // The one note that is chosen is the one to go on from.
  function followChosen() {
    const [only] = chosenKeys();
    if (chosenKeys().size !== 1 || order.n === 0) {
      return;
    }
    const [idx, tick, pitch] = only.split(":").map(Number);
    const i = findNote(shown.sheet, shown.sheet.parts[idx], tick, pitch);
    const index = i < 0 ? -1 : order.find({ part: idx, i });
    if (index >= 0 && index !== active) {
      active = index;
      anchor = index;
      scrollTo(index);
    }
  }

  const KEYS = {
    ArrowDown: () => active + 1,
    ArrowUp: () => active - 1,
    PageDown: () => active + PAGE,
    PageUp: () => active - PAGE,
    Home: () => 0,
    End: () => order.n - 1,
  };
  grid.addEventListener("keydown", (event) => {
    const isPlain = !event.altKey && !event.metaKey && (!event.ctrlKey || event.key === "Home" || event.key === "End");
    if (event.key in KEYS && isPlain) {
      event.preventDefault();
      go(KEYS[event.key](), event.shiftKey);
    } else if (event.key === "Enter" && isPlain && order.n > 0) {
      event.preventDefault();
      toggleNote(keyAt(active));
      render();
    }
  });
  /** The note with the focus is chosen if none is, so that keys work on it. */
  node.takeActive = () => {
    if (order.n > 0 && !chosenKeys().has(keyAt(active))) {
      choose([keyAt(active)]);
    }
  };
  body.addEventListener("click", (event) => {
    const row = event.target.closest(".note-row");
    if (!row) {
      return;
    }
    if (event.ctrlKey || event.metaKey) {
      toggleNote(row.dataset.key);
    } else if (!event.shiftKey) {
      choose([row.dataset.key]);
    }
    go(Number(row.dataset.index), event.shiftKey);
  });
  body.addEventListener("scroll", later, { passive: true });
  new ResizeObserver(later).observe(body);
  onShown(refresh);
  onChosen(() => {
    if (isOpen) {
      followChosen();
      later();
    }
  });
  onLanguage(refresh);
  store.watch((it) => it.selection.parts, refresh);
  store.watch((it) => it.locks, later);
  node.open = () => {
    isOpen = true;
    (isStale ? refresh : render)();
  };
  node.close = () => { isOpen = false; };
  return node;
}
