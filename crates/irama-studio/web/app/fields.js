// Fields of forms: a label, a control, and a line under it where something is wrong. Numbers are
// text fields, because browsers read `0,8` and `0.8` differently; arrow keys step them.

import { el, fill, live } from "./dom.js";
import { number, parseNumber } from "./format.js";
import { store } from "./store.js";
import { locale } from "./words.js";

let n = 0;
const nextId = () => `field-${(n += 1)}`;

/** A label over a control. */
export function field(label, control, { hint, classes = "", name } = {}) {
  const id = control.id || (control.id = nextId());
  const error = el("span.field-error", { id: `${id}-error` });
  control.setAttribute("aria-describedby", error.id);
  const help = hint && el("span.field-hint", live(hint));
  const node = el(`div.field${classes}`, el("label", { for: id }, label), control, help, error);
  node.dataset.field = name ?? "";
  return node;
}

/** Marks a field as wrong, or as right again. */
export function markField(node, text) {
  const control = node.querySelector("input, select, textarea");
  fill(node.querySelector(".field-error"), text ?? null);
  control.setAttribute("aria-invalid", String(Boolean(text)));
}

/** Shows at which field something is wrong, such as `bars` or `brief.bars`, and goes there. */
export function pointAt(name, text) {
  const short = String(name ?? "").replace(/^(brief|settings)\./, "");
  const node = short && document.querySelector(`.field[data-field="${CSS.escape(short)}"]`);
  if (!node || !node.querySelector(".field-error")) {
    return;
  }
  node.closest("details")?.setAttribute("open", "");
  markField(node, text);
  node.querySelector("input, select")?.focus();
  node.addEventListener("input", () => markField(node, null), { once: true });
}

const written = (value) => new Intl.NumberFormat(locale(), { maximumFractionDigits: 6, useGrouping: false }).format(value);

/** A text as the language writes numbers, if it is one. */
export const localised = (text) => {
  const value = parseNumber(text ?? "");
  return Number.isNaN(value) ? text ?? "" : written(value);
};

function stepped(input, direction, { step = 1, least = -Infinity, most = Infinity, start = 0 }) {
  const now = parseNumber(input.value);
  const from = Number.isNaN(now) ? start - direction * step : now;
  const next = Math.min(most, Math.max(least, Math.round((from + direction * step) / step) * step));
  input.value = written(Number(next.toFixed(6)));
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** An input for a number: `read()` gives its text, `write(text)` takes it. */
export function numberInput({ read, write, placeholder, step, least, most, start, ...rest }) {
  const input = el("input.number", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", value: localised(read()), placeholder, ...rest });
  const bounds = { step, least, most, start };
  input.addEventListener("input", () => write(input.value));
  input.addEventListener("keydown", (event) => {
    const direction = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (direction) {
      event.preventDefault();
      stepped(input, direction, bounds);
    }
  });
  input.refresh = () => {
    if (document.activeElement !== input || parseNumber(input.value) !== parseNumber(read())) {
      input.value = localised(read());
    }
  };
  return input;
}

/** An input for text. */
export function textInput({ read, write, ...rest }) {
  const input = el("input.wide", { type: "text", autocomplete: "off", spellcheck: "false", value: read() ?? "", ...rest });
  input.addEventListener("input", () => write(input.value));
  input.refresh = () => {
    if (input.value !== (read() ?? "")) {
      input.value = read() ?? "";
    }
  };
  return input;
}

/** A choice among a few: `options` are [value, label] and the label may be `live`. */
export function segments(name, options, { read, write, label }) {
  const group = nextId();
  const one = ([value, text]) => {
    const input = el("input", { type: "radio", name: group, value, checked: read() === value, onchange: () => write(value) });
    return el("label.segment", input, el("span", text));
  };
  const node = el("div.segments", { role: "radiogroup", "aria-label": label, dataset: { name } }, options.map(one));
  node.refresh = () => {
    for (const input of node.querySelectorAll("input")) {
      input.checked = input.value === String(read());
    }
  };
  return node;
}

/** A list to choose from: `options()` gives [value, text]. */
export function selectInput({ read, write, options, ...rest }) {
  const node = el("select.wide", { ...rest, onchange: () => write(node.value) });
  node.refresh = () => {
    fill(node, options().map(([value, text]) => el("option", { value, selected: String(read() ?? "") === String(value) }, text)));
  };
  node.refresh();
  return node;
}

/** A box to tick. */
export function tick(label, { read, write }) {
  const input = el("input", { type: "checkbox", checked: Boolean(read()), onchange: () => write(input.checked) });
  const node = el("label.tick", input, el("span", label));
  node.refresh = () => { input.checked = Boolean(read()); };
  return node;
}

/** Something folded, which remembers whether it is open. */
export function folded(name, title, ...children) {
  const key = `irama.fold.${name}`;
  const node = el("details.fold", { open: localStorage.getItem(key) === "open" }, el("summary", title), el("div.fold-body", children));
  node.addEventListener("toggle", () => localStorage.setItem(key, node.open ? "open" : ""));
  return node;
}

/** A slider with a number beside it. */
export function slider({ read, write, least, most, step, name, label }) {
  const range = el("input.slider", { type: "range", min: least, max: most, step, value: parseNumber(read()) || 0, "aria-label": label });
  const input = numberInput({ read, write, step, least: 0, "aria-label": label, name });
  const paint = () => {
    const value = parseNumber(read());
    range.value = value;
    range.style.setProperty("--share", `${Math.min(1, Math.max(0, (value - least) / (most - least))) * 100}%`);
    range.setAttribute("aria-valuetext", number(value, 2));
  };
  range.addEventListener("input", () => write(String(Number(range.value))));
  const node = el("div.slider-place", range, input);
  node.refresh = () => {
    paint();
    input.refresh();
  };
  paint();
  return node;
}

/** Refreshes controls whenever what `selector` picks has changed. */
export function refreshOn(selector, ...controls) {
  store.watch(selector, () => controls.forEach((it) => it.refresh()));
}
