// Elements from code: `el("button.primary", {onclick}, "text")`. No markup is ever parsed, so that
// nothing that a stranger named can become part of the page. A text given as `live(key, values)`
// follows the language by itself.

import { t, onLanguage } from "./words.js";

class Live {
  constructor(key, values) {
    this.key = key;
    this.values = values;
  }

  text() {
    return t(this.key, this.values);
  }
}

/** A text that follows the language; fits wherever `el` takes a string. */
export const live = (key, values) => new Live(key, values);

// What shows a live text: [WeakRef of the node, function that sets it anew].
let shown = [];

function follow(node, set) {
  shown.push([new WeakRef(node), set]);
  if (shown.length % 2000 === 0) {
    shown = shown.filter(([ref]) => ref.deref()?.isConnected);
  }
}

onLanguage(() => {
  shown = shown.filter(([ref, set]) => {
    const node = ref.deref();
    if (node) {
      set(node);
    }
    return node;
  });
});

const PROPERTIES = new Set(["value", "checked", "disabled", "hidden", "open", "selected", "indeterminate"]);

function setAttribute(node, name, value) {
  if (value instanceof Live) {
    node.setAttribute(name, value.text());
    follow(node, (it) => it.setAttribute(name, value.text()));
  } else if (name.startsWith("on")) {
    node.addEventListener(name.slice(2), value);
  } else if (name === "style" || name === "dataset") {
    for (const [key, it] of Object.entries(value)) {
      if (key.startsWith("--")) {
        node.style.setProperty(key, it);
      } else {
        node[name][key] = it;
      }
    }
  } else if (PROPERTIES.has(name)) {
    node[name] = value;
  } else if (value === true) {
    node.setAttribute(name, "");
  } else if (value !== false && value != null) {
    node.setAttribute(name, value);
  }
}

function child(it) {
  if (it instanceof Live) {
    const node = document.createTextNode(it.text());
    follow(node, (text) => { text.data = it.text(); });
    return node;
  }
  return it instanceof Node ? it : document.createTextNode(String(it));
}

/** Puts children into a node; nothing, `null` and `false` are left out, lists are laid open. */
export function put(node, ...children) {
  node.append(...children.flat(9).filter((it) => it != null && it !== false && it !== "").map(child));
  return node;
}

/** The same, in place of what was there. */
export function fill(node, ...children) {
  node.replaceChildren();
  return put(node, ...children);
}

function make(node, classes, attributes, children) {
  if (classes.length > 0) {
    node.setAttribute("class", classes.join(" "));
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) {
      setAttribute(node, name, value);
    }
  }
  return put(node, ...children);
}

const isPlain = (it) => it != null && Object.getPrototypeOf(it) === Object.prototype;

/** An element: `el("button.primary", {attributes}, ...children)`; the attributes may be left out. */
export function el(what, first, ...rest) {
  const [tag, ...classes] = what.split(".");
  const [attributes, children] = isPlain(first) ? [first, rest] : [{}, [first, ...rest]];
  return make(document.createElement(tag), classes, attributes, children);
}

/** An element of a picture. */
export function svg(what, attributes = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  return make(document.createElementNS("http://www.w3.org/2000/svg", tag), classes, attributes, children);
}
