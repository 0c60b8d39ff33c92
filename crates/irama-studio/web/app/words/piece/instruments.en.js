// Names of instruments: those of General MIDI, their families, and drum kits.

import { PROGRAMS } from "../../compose/programs.js";

const FAMILIES = ["Pianos", "Chromatic percussion", "Organs", "Guitars", "Basses", "Strings", "Ensembles", "Brass", "Reeds", "Pipes", "Synth leads", "Synth pads", "Synth effects", "World instruments", "Percussion", "Sound effects"];
const KITS = { 0: "Standard Kit", 8: "Room Kit", 16: "Power Kit", 24: "Electronic Kit", 25: "808 Kit", 32: "Jazz Kit", 40: "Brush Kit", 48: "Orchestra Kit" };
const keyed = (prefix, names) => Object.fromEntries(Object.entries(names).map(([i, it]) => [`piece.track.${prefix}_${i}`, it]));

export default { ...keyed("gm", PROGRAMS), ...keyed("family", FAMILIES), ...keyed("kit", KITS), "piece.track.kits": "Drum kits" };
