// Instruments to choose from: those of General MIDI with their families, and the drum kits; found by
// their names in either language.

import { PROGRAMS } from "../../app/compose/programs.js";
import { hasWords, t } from "../../app/words.js";

const A_FAMILY = 8;
/** Drum kits that General MIDI players know, by program. */
export const KITS = [0, 8, 16, 24, 25, 32, 40, 48];

// An instrument is found by its English name too, whatever the language.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** The name of an instrument, or of a drum kit. */
export function instrumentName(program, isDrums) {
  if (isDrums) {
    const key = `piece.track.kit_${program ?? 0}`;
    return hasWords(key) ? t(key) : t("piece.track.kit_0");
  }
  const key = `piece.track.gm_${program ?? 0}`;
  return hasWords(key) ? t(key) : PROGRAMS[program ?? 0];
}

/** The name of the family of an instrument. */
export const familyName = (program) => t(`piece.track.family_${Math.floor(program / A_FAMILY)}`);

/** Those whose name, number or family holds all words of `search`: `[{program, name, family}]`. */
export function findInstruments(search, isDrums) {
  const words = plain(search).split(/\s+/).filter(Boolean);
  const all = isDrums ? KITS : PROGRAMS.map((_, i) => i);
  return all.map((program) => ({ program, name: instrumentName(program, isDrums), family: isDrums ? t("piece.track.kits") : familyName(program) }))
    .filter(({ program, name, family }) => {
      const text = plain(`${program + 1} ${name} ${isDrums ? "" : PROGRAMS[program]} ${family}`);
      return words.every((it) => text.includes(it));
    });
}
