// Dialogs: one at a time, over the page; the browser keeps the focus inside.

import { el, live, put } from "../dom.js";
import { icon } from "../icons.js";

let n = 0;

/** Opens a dialog with a heading and children; resolves with its `returnValue` when it is closed. */
export function openDialog(title, ...children) {
  n += 1;
  const heading = el("h2", { id: `dialog-${n}` }, title);
  const shut = el("button.icon", { type: "button", "aria-label": live("dialog.close"), onclick: () => node.close("") }, icon("close"));
  const node = el("dialog.dialog", { "aria-labelledby": heading.id }, el("header.dialog-head", heading, shut));
  put(node, ...children);
  document.body.append(node);
  node.addEventListener("click", (event) => event.target === node && node.close(""));
  node.showModal();
  return new Promise((resolve) => {
    node.addEventListener("close", () => {
      node.remove();
      resolve(node.returnValue);
    });
  });
}

/** Asks for a name; resolves with it, or with nothing. */
export async function askName(title, value = "") {
  const input = el("input.wide", { type: "text", value, maxlength: "120", required: true, "aria-label": title.text?.() ?? title });
  const form = el("form.dialog-body", { method: "dialog", onsubmit: (event) => {
    event.preventDefault();
    form.closest("dialog").close(input.value.trim());
  } }, input, el("div.row.end", el("button.primary", { type: "submit" }, live("dialog.ok"))));
  const answer = openDialog(title, form);
  input.select();
  return answer;
}

/** Asks whether to do what cannot be undone. */
export async function askSure(title, text, doIt) {
  const yes = el("button.danger", { type: "button", onclick: () => yes.closest("dialog").close("yes") }, doIt);
  const no = el("button", { type: "button", autofocus: true, onclick: () => no.closest("dialog").close("") }, live("dialog.cancel"));
  return (await openDialog(title, el("div.dialog-body", el("p", text), el("div.row.end", no, yes)))) === "yes";
}
