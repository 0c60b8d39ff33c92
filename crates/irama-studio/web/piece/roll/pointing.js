// The pointer over the notes: choosing, dragging, drawing; what is under it is named. A finger scrolls
// unless it begins on a chosen note or draws.

import { addNote, deleteNotes } from "../editing/commands.js";
import { choose, chosenKeys, chooseNothing, isChosen, toggleNote } from "../chosen.js";
import { gridTicks, onSettings, settings } from "../settings.js";
import { shown } from "../shown.js";
import { choosing, drawing, moving, resizing, shading } from "./dragging.js";
import { noteAt, partFor, snapped } from "./hit.js";

const STILL = 3;
const EDGE = 24;
const USUAL_VELOCITY = 90;

/** Listens to the pointer over a roll; `tip` shows names: `tip(note, x, y)` or `tip(null)`. */
export function pointing(roll, tip) {
  const { view, over, scroller, scene } = roll;
  let drag = null;
  let begin = null;
  let start = null;
  let lastPart;

  const point = (event) => {
    const box = over.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top, isFree: event.altKey };
  };
  const newNote = ({ x, y, isFree }) => {
    const row = view.rows.list[view.rowAt(y)];
    const part = partFor(row, lastPart);
    if (!row || row.kind === "gap" || part < 0 || shown.isSketch) {
      return null;
    }
    const tick = snapped(view.tickAt(x), { isFree, round: Math.floor });
    return { part, tick, length: Math.max(30, Math.min(480, gridTicks() === 1 ? 120 : gridTicks())), pitch: row.pitch, velocity: USUAL_VELOCITY };
  };
  const hover = (found, { x, y }) => {
    const isOther = scene.hover?.tick !== found?.note.tick || scene.hover?.pitch !== found?.note.pitch || scene.hover?.part !== found?.note.part;
    scene.hover = found?.note ?? null;
    over.style.cursor = found ? (found.isEnd ? "ew-resize" : "grab") : settings.tool === "draw" ? "crosshair" : "default";
    tip(scene.hover, x, y);
    if (isOther) {
      roll.touch("overlay");
    }
  };
  /** What a drag from here would be; it begins when the pointer has moved a little. */
  const prepare = (found, at, isMore) => {
    if (shown.isSketch) {
      return null;
    }
    if (found) {
      // With Alt a drag up or down is for the velocity, one sideways moves free of the grid.
      return (now) => {
        const isUpright = Math.abs(now.y - at.y) > Math.abs(now.x - at.x);
        if (found.isEnd && !(now.isFree && isUpright)) {
          return resizing(roll, found.note);
        }
        return now.isFree && isUpright ? shading(roll, found.note, at) : moving(roll, found.note, at);
      };
    }
    return () => choosing(roll, at, isMore);
  };

  over.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) {
      return;
    }
    scroller.focus({ preventScroll: true });
    const at = point(event);
    const found = noteAt(roll, at.x, at.y);
    const isMore = event.shiftKey || event.ctrlKey || event.metaKey;
    start = { ...at, isFinger: event.pointerType === "touch", found, isMore };
    if (found) {
      lastPart = found.part;
      if (!start.isFinger) {
        pick(found, isMore);
      }
    } else if (settings.tool === "draw") {
      const note = newNote(at);
      drag = note && drawing(roll, note);
    }
    begin = drag ? null : prepare(found, at, isMore);
    over.setPointerCapture(event.pointerId);
  });
  function pick(found, isMore) {
    if (isMore) {
      toggleNote(found.key);
    } else if (!chosenKeys().has(found.key)) {
      choose([found.key]);
    }
  }

  const scrollAtEdge = ({ x, y }) => {
    const step = (at, size) => (at < EDGE ? at - EDGE : at > size - EDGE ? at - size + EDGE : 0);
    scroller.scrollBy(step(x, view.width) * 0.5, step(y, view.height) * 0.5);
  };
  over.addEventListener("pointermove", (event) => {
    const at = point(event);
    if (!start) {
      hover(noteAt(roll, at.x, at.y), at);
      return;
    }
    const isMoved = Math.hypot(at.x - start.x, at.y - start.y) > STILL;
    if (begin && isMoved && !(start.isFinger && !isHeld())) {
      drag = begin(at);
      begin = null;
    }
    if (drag && (isMoved || drag.isMoved)) {
      drag.isMoved = true;
      scene.hover = null;
      scrollAtEdge(at);
      tip(drag.move(at) ?? null, at.x, at.y);
    }
  });
  // A finger drags only what was chosen before; else it scrolls.
  const isHeld = () => start.found && chosenKeys().has(start.found.key);

  const finish = () => {
    if (drag) {
      drag.end();
    } else if (start?.isFinger && start.found) {
      pick(start.found, start.isMore);
    } else if (start && !start.found && !start.isMore && isChosen() && settings.tool === "select") {
      chooseNothing();
    }
    cancel();
  };
  const cancel = () => {
    drag = null;
    begin = null;
    start = null;
    scene.drag = null;
    scene.marquee = null;
    roll.touch("overlay");
    tip(null);
  };
  over.addEventListener("pointerup", () => start && finish());
  over.addEventListener("pointercancel", cancel);
  over.addEventListener("pointerleave", () => !start && hover(null, { x: 0, y: 0 }));
  over.addEventListener("touchstart", (event) => {
    const isDrawing = settings.tool === "draw";
    if (event.touches.length === 1 && event.cancelable && (isDrawing || (start && isHeld()))) {
      event.preventDefault();
    }
  }, { passive: false });
  over.addEventListener("dblclick", (event) => {
    if (settings.tool === "draw") {
      return;
    }
    const at = point(event);
    const found = noteAt(roll, at.x, at.y);
    const note = found ? null : newNote(at);
    if (found) {
      deleteNotes([found.key]);
    } else if (note) {
      lastPart = note.part;
      addNote(note);
    }
  });
  addEventListener("keydown", (event) => event.key === "Escape" && start && cancel());
  onSettings(() => hover(null, { x: 0, y: 0 }));
}
