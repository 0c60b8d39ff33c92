// The learning view: what to learn from, how, and what learns at present.

import { el, live } from "../dom.js";
import { collectionsField } from "./collections.js";
import { learnForm } from "./form.js";
import { runsPlace } from "./runs.js";

/** The panel. */
export function learnPanel() {
  return el("div.stack", runsPlace(), el("section.stack", el("h3.step-title", el("span.step-n", "1"), live("learn.from")), collectionsField()), learnForm());
}
