// The tools of the roll: choose or draw, the grid, and the zoom.

import { el, fill, live } from "../../app/dom.js";
import { fail } from "../../app/toast.js";
import { onLanguage, t } from "../../app/words.js";
import { GRIDS, onSettings, set, settings } from "../settings.js";
import { sign } from "./signs.js";
import { canPlayIn, playIn, stopPlayingIn } from "./step_input.js";

function button(label, name, run) {
  return el("button.icon.tool", { type: "button", "aria-label": live(label), title: live(label), onclick: run }, sign(name));
}

function toolButton(tool, name) {
  const node = button(`piece.tool.${tool}`, name, () => set({ tool }));
  const show = () => node.setAttribute("aria-pressed", String(settings.tool === tool));
  onSettings(show);
  show();
  return node;
}

/** Takes notes from a MIDI keyboard, where the browser knows of any. */
function playInButton() {
  let isOn = false;
  const node = button("piece.tool.play_in", "piano", async () => {
    try {
      await (isOn ? stopPlayingIn() : playIn());
      isOn = !isOn;
    } catch (error) {
      fail(error);
    }
    node.setAttribute("aria-pressed", String(isOn));
  });
  node.classList.add("tool-play-in");
  node.setAttribute("aria-pressed", "false");
  return canPlayIn() && node;
}

function gridChoice() {
  const node = el("select.tool-grid", { "aria-label": live("piece.tool.grid"), title: live("piece.tool.grid"), onchange: () => set({ grid: node.value }) });
  const show = () => fill(node, GRIDS.map((it) => el("option", { value: it, selected: it === settings.grid }, it === "off" ? t("piece.tool.grid_off") : it)));
  onLanguage(show);
  show();
  return node;
}

/** The tools; `zoom` is what `zooming` gives. */
export function toolbar(zoom) {
  return el("div.tools", { role: "toolbar", "aria-label": live("piece.tool.title") },
    el("div.tool-group", toolButton("select", "arrow"), toolButton("draw", "pencil"), playInButton()),
    gridChoice(),
    el("div.tool-group", button("piece.zoom.out", "minus", () => zoom.narrower()), button("piece.zoom.in", "plus", () => zoom.wider()), button("piece.zoom.all", "whole", zoom.fitAll)));
}
