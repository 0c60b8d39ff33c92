// Where the music is: bar and beat, and the time; it follows the player while it plays.

import { el, live } from "../../app/dom.js";
import { clock } from "../../app/format.js";
import { store } from "../../app/store.js";
import { onLanguage, t } from "../../app/words.js";
import { player } from "../sound/player.js";
import { placeAt, tempoMap } from "../sound/tempo.js";

const { state } = store;

/** The display. */
export function position() {
  const place = el("span.position-place.figures");
  const time = el("span.position-time.figures");
  const whole = el("span.position-whole.figures.hushed");
  const node = el("div.position", { role: "group", "aria-label": live("piece.transport.position") }, place, el("span.position-times", time, whole));
  let song = null;
  let map = tempoMap();
  let frame = 0;
  const write = (span, text) => {
    if (span.textContent !== text) {
      span.textContent = text;
    }
  };
  const draw = () => {
    const tick = player.currentTick();
    if (!song) {
      [place, time, whole].forEach((it) => write(it, "–"));
      return;
    }
    const { bar, beat } = placeAt(song, tick);
    write(place, `${bar}.${beat}`);
    write(time, clock(Math.floor(map.secondsAt(tick) + 1e-6)));
    write(whole, clock(song.seconds));
  };
  const run = () => {
    draw();
    frame = state.play.state === "playing" ? requestAnimationFrame(run) : 0;
  };
  const update = () => {
    if (song !== state.song) {
      song = state.song;
      map = tempoMap(song ?? {});
    }
    cancelAnimationFrame(frame);
    run();
    place.title = t("piece.transport.bar_beat");
  };
  store.watch((it) => [it.song, it.play.state], update);
  store.watch((it) => it.play.tick, () => frame === 0 && draw());
  onLanguage(update);
  update();
  return node;
}
