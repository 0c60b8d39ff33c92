// The piece: transport, roll, and under it the mixer or the list of notes, put together.

import { el, live, put } from "../app/dom.js";
import { store } from "../app/store.js";
import { openDock } from "./dock.js";
import { noteList } from "./list/list.js";
import { trackList } from "./mixer/tracks.js";
import { movePlayhead } from "./roll/playhead.js";
import { pointing } from "./roll/pointing.js";
import { openRoll } from "./roll/roll.js";
import { keysPointing, rulerPointing } from "./roll/ruler_pointing.js";
import { openTip } from "./roll/tip.js";
import { zooming } from "./roll/zooming.js";
import { onShown, shown } from "./shown.js";
import { choiceBar } from "./tools/choice_bar.js";
import { bindPieceKeys } from "./tools/keys.js";
import { toolbar } from "./tools/toolbar.js";
import { transportBar } from "./transport/transport.js";

/** Scrolls a roll so that a note is in sight. */
function revealer(roll) {
  const { view, scroller } = roll;
  return ({ part, tick, length, pitch }) => {
    const row = view.rowOf(shown.sheet.parts[part], pitch);
    const [from, to] = [view.xOf(tick), view.xOf(tick + length)];
    const y = view.yOf(row);
    if (from < 0 || to > view.width) {
      scroller.scrollLeft = view.left + from - view.width * 0.3;
    }
    if (row >= 0 && (y < 0 || y + view.rowHeight > view.height)) {
      scroller.scrollTop = view.top + y - view.height / 2;
    }
  };
}

function emptyWords() {
  const node = el("p.roll-empty", live("piece.roll.empty"));
  const show = () => { node.hidden = shown.isSketch || Boolean(store.state.song); };
  onShown(show);
  store.watch((it) => it.song, show);
  show();
  return node;
}

/** Builds the piece view into an element. */
export function mountPiece(element) {
  const [transport, tracks] = [transportBar(), trackList()];
  const roll = openRoll();
  const zoom = zooming(roll);
  pointing(roll, openTip(roll));
  rulerPointing(roll);
  keysPointing(roll);
  movePlayhead(roll);
  const list = noteList({ reveal: revealer(roll) });
  put(roll.node, emptyWords());
  put(element, transport, el("div.roll-place", roll.node, choiceBar()), openDock({ parts: tracks, notes: list }, toolbar(zoom)));
  bindPieceKeys(list);
  // For tests, beside the store and the player.
  window.irama.roll = { view: roll.view, zoom };
}
