// What notes and places are called: "C4, bar 3 beat 2, 1 beat", in the language of the page.

import { hasWords, locale, t } from "../app/words.js";
import { barAt, beatTicks } from "./sheet.js";

const NAMES = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"];

/** The name of a key: 60 is `C4`. */
export const keyName = (pitch) => `${NAMES[pitch % 12]}${Math.floor(pitch / 12) - 1}`;

/** The name of a drum. */
export const drumName = (pitch) => (hasWords(`piece.drum.${pitch}`) ? t(`piece.drum.${pitch}`) : t("piece.drum.other", { pitch: String(pitch) }));

/** The name of the pitch of a part. */
export const pitchName = (part, pitch) => (part.isDrums ? drumName(pitch) : keyName(pitch));

/** Bar and beat of a tick, from 1: beats may have a fraction. */
export function placeOf(sheet, tick) {
  const bar = barAt(sheet.starts, tick);
  const start = sheet.starts[bar];
  return { bar: bar + 1, beat: (tick - start) / beatTicks(sheet, start) + 1 };
}

/** The length of a note in beats of its bar. */
export const beatsOf = (sheet, tick, length) => length / beatTicks(sheet, sheet.starts[barAt(sheet.starts, tick)]);

/** Beats as the language writes them: `1.5`, `0.125`. */
export const beats = (value) => new Intl.NumberFormat(locale(), { maximumFractionDigits: 3 }).format(value);

/** The whole name of a note. */
export function noteName(sheet, { part, tick, length, pitch }) {
  const { bar, beat } = placeOf(sheet, tick);
  const n = beatsOf(sheet, tick, length);
  return t("piece.note", { name: pitchName(sheet.parts[part], pitch), bar: String(bar), beat: beats(beat), length: () => t("piece.note.beats", { n, beats: beats(n) }) });
}

/** Bars in words: "bar 3" or "bars 3 to 5". */
export const barsName = ([first, last]) => t(first === last ? "piece.bar" : "piece.bars", { first: String(first), last: String(last) });

/** The names of parts, in order. */
export function partNames(sheet, parts) {
  return [...parts].sort((a, b) => a - b).map((it) => sheet.parts[it]?.name || t("piece.track.unnamed", { n: it + 1 })).join(", ");
}
