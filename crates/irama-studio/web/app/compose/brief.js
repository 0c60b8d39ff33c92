// Makes the request to compose out of the draft, the piece, what is selected and what is locked.
// Knows nothing of the page: plain values in, plain values out.

import { parseNumber } from "../format.js";
import { TEMPERATURE_FIELDS } from "./draft.js";

/** A field of the draft that makes no sense, before the server is asked. */
export class DraftError extends Error {
  constructor(code, field, values = {}) {
    super(code);
    Object.assign(this, { code, field, values });
  }
}

/** A number of the draft within bounds; `undefined` if nothing was typed. */
export function numberOf(text, field, least, most, isWhole = false) {
  if (String(text ?? "").trim() === "") {
    return undefined;
  }
  const value = parseNumber(text);
  if (!(value >= least && value <= most) || (isWhole && !Number.isInteger(value))) {
    throw new DraftError("draft_number", field, { typed: String(text), least, most });
  }
  return value;
}

const drop = (object) => Object.fromEntries(Object.entries(object).filter(([, it]) => it !== undefined && it !== ""));

function partOf(name, given) {
  const at = (field, least, most, isWhole = true) => numberOf(given[field], `parts.${name}.${field}`, least, most, isWhole);
  const [min, max] = [at("min", 0, 64), at("max", 1, 999)];
  const density = min === undefined && max === undefined ? undefined : drop({ min, max });
  const chance = at("chance", 0, 100, false);
  return drop({
    part: name, low: at("low", 0, 127), high: at("high", 0, 127), polyphony: at("polyphony", 1, 127), density,
    program: at("program", 0, 127), chance: chance === undefined ? undefined : chance / 100,
  });
}

function partsOf(parts) {
  const chosen = Object.entries(parts).filter(([, it]) => it.on);
  return chosen.length > 0 ? chosen.map(([name, it]) => partOf(name, it)) : undefined;
}

function temperatureOf(draft) {
  const all = numberOf(draft.temperature, "temperature", 0, 100) ?? 1;
  const own = Object.fromEntries(TEMPERATURE_FIELDS.map((it) => [it, numberOf(draft.advanced[`t_${it}`], `t_${it}`, 0, 100)]));
  if (Object.values(own).every((it) => it === undefined)) {
    return all === 1 ? undefined : all;
  }
  return Object.fromEntries(TEMPERATURE_FIELDS.map((it) => [it, own[it] ?? all]));
}

function advancedOf({ advanced: it }) {
  const whole = (field, least, most) => numberOf(it[field], field, least, most, true);
  return drop({
    top_k: whole("top_k", 1, 100_000), top_p: numberOf(it.top_p, "top_p", 0, 1), min_p: numberOf(it.min_p, "min_p", 0, 1),
    particles: whole("particles", 1, 4096), outside_notes: whole("outside_notes", 0, 999),
    copy_limit: whole("copy_limit", 7, 9999), drum_copy_limit: whole("drum_copy_limit", 7, 9999),
    choice: it.choice === "random" ? undefined : it.choice, returns: it.returns === "learned" ? undefined : it.returns,
    chord_notes: it.chord_notes === "all" ? undefined : it.chord_notes,
  });
}

const spans = (bars) => `${bars[0]}-${bars[1]}`;

/** What a brief calls a part: its name, or its number where that tells it from others. */
export function nameOfPart(song, idx) {
  const plain = (it) => (it?.name ?? "").trim().toLowerCase();
  const name = plain(song.parts[idx]);
  const isOnly = name !== "" && !name.startsWith("#") && song.parts.filter((it) => plain(it) === name).length === 1;
  return isOnly ? song.parts[idx].name : `#${idx + 1}`;
}

const namesOf = (song, indices) => [...indices].filter((it) => song.parts[it]).sort((a, b) => a - b).map((it) => nameOfPart(song, it));

/** What is locked, as a brief says it. */
export function locksOf(song, locks) {
  const lock = [...locks.bars].sort((a, b) => a - b).map((bar) => ({ bars: `${bar}` }));
  const parts = namesOf(song, locks.parts);
  const notes = [...locks.notes].map((it) => it.split(":").map(Number));
  return {
    lock: parts.length > 0 ? [...lock, { parts }] : lock,
    lock_notes: notes.filter(([part]) => song.parts[part]).map(([part, tick, pitch]) => ({ part: nameOfPart(song, part), tick, pitch })),
  };
}

const withLocks = (brief, song, locks) => {
  const { lock, lock_notes } = locksOf(song, locks);
  return { ...brief, ...(lock.length > 0 && { lock }), ...(lock_notes.length > 0 && { lock_notes }) };
};

// What each mode takes of the draft and makes of the piece.
const MODES = {
  new: (all) => ({ brief: all }),

  refill({ bars, tempo, meter, plan, parts, ...rest }, { song, selection, locks }) {
    const names = namesOf(song, selection.parts);
    const region = drop({ bars: selection.bars ? spans(selection.bars) : undefined, parts: names.length > 0 ? names : undefined });
    return { material: song.id, brief: withLocks({ ...rest, fill: [region] }, song, locks) };
  },

  continue(all, { song, from, locks }) {
    if (from === undefined || from >= song.bars) {
      return { material: song.id, brief: { ...all, meter: undefined, tempo: undefined } };
    }
    const { bars, tempo, meter, plan, parts, ...rest } = all;
    return { material: song.id, brief: withLocks({ ...rest, fill: [{ bars: `${from + 1}-${song.bars}` }] }, song, locks) };
  },

  accompany({ bars, tempo, meter, plan, ...rest }, { song, selection, locks }) {
    const names = namesOf(song, selection.parts);
    if (names.length === 0) {
      throw new DraftError("draft_no_parts", "parts");
    }
    const brief = withLocks(rest, song, locks);
    return { material: song.id, brief: { ...brief, lock: [...(brief.lock ?? []), { parts: names }] } };
  },
};

/** `{brief, material}` of an events model, which knows `styles`. `from` is the bar after which to continue. */
export function requestOf(draft, { song, selection, locks, from, styles = [] }) {
  const all = drop({
    style: styles.includes(draft.style) ? draft.style : undefined,
    bars: numberOf(draft.bars, "bars", 1, 100_000, true), temperature: temperatureOf(draft), key: draft.key.trim(),
    tempo: numberOf(draft.tempo, "tempo", 4, 1000), meter: draft.meter.trim(), chords: draft.chords.trim(), plan: draft.plan.trim(),
    parts: partsOf(draft.parts), ...advancedOf(draft),
  });
  const { brief, material } = MODES[draft.mode](all, { song, selection, locks, from });
  return drop({ brief: drop(brief), material });
}

/** `{classic}` of a classic model. */
export function classicOf({ classic: it }) {
  const tempo = numberOf(it.tempo, "classic.tempo", 4, 1000) ?? 120;
  return {
    classic: drop({
      notes: numberOf(it.notes, "classic.notes", 1, 50_000, true), temperature: numberOf(it.temperature, "classic.temperature", 0, 100), temperature_mode: it.mode,
      tempo_us: Math.round(60_000_000 / tempo), velocity: numberOf(it.velocity, "classic.velocity", 1, 127, true), duration: numberOf(it.duration, "classic.duration", 1, 30_720, true),
    }),
  };
}
