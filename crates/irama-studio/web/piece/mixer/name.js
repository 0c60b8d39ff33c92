// The name of a part in its row: a button that chooses the part; F2 or a double click renames it.

import { actions } from "../../app/actions.js";
import { el } from "../../app/dom.js";
import { t } from "../../app/words.js";

/** The name. `read()` gives `{name, isChosen}`, `choose()` turns the choice over. */
export function partName({ idx, read, choose }) {
  const button = el("button.track-name", { type: "button", onclick: () => choose() }, el("span.clip.part-name"));
  const input = el("input.track-rename", { type: "text", hidden: true, maxlength: "80", autocomplete: "off" });
  const node = el("div.track-name-place", button, input);
  let isRenaming = false;

  const end = (isBack) => {
    isRenaming = false;
    input.hidden = true;
    button.hidden = false;
    if (isBack) {
      button.focus();
    }
  };
  const take = (isBack) => {
    if (!isRenaming) {
      return;
    }
    const name = input.value.trim();
    end(isBack);
    if (name && name !== read().name) {
      actions.edit([{ op: "rename", part: idx, name }]);
    }
  };
  node.rename = () => {
    isRenaming = true;
    input.value = read().name;
    input.setAttribute("aria-label", t("piece.track.new_name"));
    input.hidden = false;
    button.hidden = true;
    input.focus();
    input.select();
  };
  button.addEventListener("dblclick", () => {
    // The two clicks of it have chosen the part and left it again.
    node.rename();
  });
  button.addEventListener("keydown", (event) => {
    if (event.key === "F2") {
      event.preventDefault();
      node.rename();
    }
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      (event.key === "Enter" ? take : end)(true);
    }
  });
  input.addEventListener("blur", () => take(false));
  node.refresh = () => {
    const { name, isChosen } = read();
    button.firstChild.textContent = name || t("piece.track.unnamed", { n: idx + 1 });
    button.title = t("piece.track.choose_hint");
    button.setAttribute("aria-pressed", String(isChosen));
  };
  return node;
}
