// Where the sound comes from: the page, or an instrument at a MIDI output; with a panic button.

import { el, live } from "../../app/dom.js";
import { choice, entry, menu } from "../../app/frame/menu.js";
import { store } from "../../app/store.js";
import { fail } from "../../app/toast.js";
import { canSend, choosePort, findPorts, panic, ports } from "../sound/midi/out.js";
import { glyph } from "./signs.js";

/** The button, or nothing where the browser cannot send MIDI. */
export function midiMenu() {
  if (!canSend()) {
    return null;
  }
  const button = el("button.transport-button", { type: "button", "aria-label": live("piece.transport.midi"), title: live("piece.transport.midi_hint") }, glyph("plug"));
  const search = async () => {
    try {
      await findPorts();
      // Opens again after the click that brought us here has closed the menu.
      setTimeout(() => button.click());
    } catch (error) {
      fail(error);
    }
  };
  const items = () => {
    const { midi } = store.state.play;
    const found = ports();
    return [
      choice(!midi, () => choosePort(null), live("piece.transport.midi_none")),
      found?.map(({ id, name }) => choice(midi === id, () => choosePort(id), el("span.menu-name", name))),
      found?.length === 0 && el("p.menu-note", live("piece.transport.midi_empty")),
      el("hr"),
      entry(search, live(found ? "piece.transport.midi_again" : "piece.transport.midi_find")),
      midi && entry(panic, live("piece.transport.midi_panic")),
    ];
  };
  const node = menu(button, items);
  const show = () => { button.dataset.on = String(Boolean(store.state.play.midi)); };
  store.watch((it) => it.play.midi, show);
  show();
  return node;
}
