// The tip beside the pointer: the name of a note, its part and how loud it is.

import { el, fill } from "../../app/dom.js";
import { t } from "../../app/words.js";
import { noteName } from "../naming.js";
import { shown } from "../shown.js";

/** A tip in a roll: `tip(note, x, y)` shows it, `tip(null)` hides it. */
export function openTip({ over, view }) {
  const node = el("div.roll-tip", { hidden: true, "aria-hidden": "true" });
  over.append(node);
  let text = "";
  return (note, x, y) => {
    node.hidden = !note;
    if (!note) {
      return;
    }
    const part = shown.sheet.parts[note.part];
    const said = `${noteName(shown.sheet, note)} · ${part?.name ?? ""} · ${t("piece.note.velocity", { n: note.velocity })}`;
    if (said !== text) {
      text = said;
      fill(node, said);
    }
    const isRight = x < view.width / 2;
    node.style.transform = `translate(${Math.round(isRight ? x + 12 : x - 12)}px, ${Math.round(y > 40 ? y - 32 : y + 18)}px)${isRight ? "" : " translateX(-100%)"}`;
  };
}
