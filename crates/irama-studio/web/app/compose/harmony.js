// Key, tempo, meter, chords and plan.

import { el, live } from "../dom.js";
import { field, folded, numberInput, refreshOn, selectInput, textInput } from "../fields.js";
import { store } from "../store.js";
import { onLanguage, t } from "../words.js";
import { draftChanged } from "./draft.js";

const TONICS = ["C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];
const SCALES = ["major", "minor", "harmonic minor", "melodic minor", "dorian", "phrygian", "lydian", "mixolydian", "major pentatonic", "minor pentatonic", "blues", "chromatic"];
const METERS = ["4/4", "3/4", "2/4", "6/8", "12/8", "5/4", "7/8"];

const bound = (name) => ({ read: () => store.state.draft[name], write: (value) => draftChanged({ [name]: value }) });

// A key stands in the draft as the brief has it: "D minor".
function split(key) {
  const [tonic, ...scale] = (key ?? "").split(" ");
  return { tonic, scale: scale.join(" ") || "minor" };
}

function keyField() {
  const write = (change) => {
    const { tonic, scale } = { ...split(store.state.draft.key), ...change };
    draftChanged({ key: tonic ? `${tonic} ${scale}` : "" });
  };
  const tonic = selectInput({ read: () => split(store.state.draft.key).tonic, write: (it) => write({ tonic: it }), options: () => [["", t("compose.any")], ...TONICS.map((it) => [it, it])], name: "tonic" });
  const scale = selectInput({ read: () => split(store.state.draft.key).scale, write: (it) => write({ scale: it }), options: () => SCALES.map((it) => [it, t(`scale.${it.replace(" ", "_")}`)]), "aria-label": live("compose.scale"), name: "scale" });
  const show = () => {
    tonic.refresh();
    scale.refresh();
    scale.disabled = !split(store.state.draft.key).tonic;
  };
  store.watch((it) => it.draft.key, show);
  onLanguage(show);
  show();
  const node = field(live("compose.key"), tonic, { name: "key" });
  const row = el("div.with-buttons");
  tonic.replaceWith(row);
  row.append(tonic, scale);
  return node;
}

function meterField() {
  const select = selectInput({ ...bound("meter"), options: () => [["", t("compose.any")], ...METERS.map((it) => [it, it])], name: "meter" });
  refreshOn((it) => it.draft.meter, select);
  onLanguage(select.refresh);
  return field(live("compose.meter"), select, { name: "meter" });
}

/** All of them, folded. */
export function harmonyFields() {
  const tempo = numberInput({ ...bound("tempo"), step: 2, least: 4, most: 1000, start: 100, placeholder: "–", name: "tempo" });
  const chords = textInput({ ...bound("chords"), placeholder: "Am7 | D7 | Gmaj7 | %", name: "chords" });
  const plan = textInput({ ...bound("plan"), placeholder: "A A' B A", name: "plan" });
  refreshOn((it) => [it.draft.tempo, it.draft.chords, it.draft.plan], tempo, chords, plan);
  const planField = field(live("compose.plan"), plan, { hint: "compose.plan_hint", name: "plan" });
  const show = () => { planField.hidden = store.state.draft.mode !== "new"; };
  store.watch((it) => it.draft.mode, show);
  show();
  return folded("harmony", live("compose.harmony"), keyField(), el("div.pair", field(live("compose.tempo"), tempo, { name: "tempo" }), meterField()),
    field(live("compose.chords"), chords, { hint: "compose.chords_hint", name: "chords" }), planField);
}
