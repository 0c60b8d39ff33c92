// Bahasa Indonesia: nama instrumen General MIDI, rumpunnya, dan set drum. Nama yang lazim dipakai
// dalam bahasa Inggris dibiarkan.

const PROGRAMS = [
  "Piano Gran Akustik", "Piano Akustik Cerah", "Piano Gran Elektrik", "Piano Honky-tonk", "Piano Elektrik 1", "Piano Elektrik 2", "Harpsikord", "Klavinet",
  "Celesta", "Glockenspiel", "Kotak Musik", "Vibrafon", "Marimba", "Silofon", "Lonceng Tabung", "Dulcimer",
  "Organ Drawbar", "Organ Perkusif", "Organ Rock", "Organ Gereja", "Harmonium", "Akordeon", "Harmonika", "Bandoneon",
  "Gitar Nilon", "Gitar Senar Baja", "Gitar Jazz", "Gitar Bersih", "Gitar Redam", "Gitar Overdrive", "Gitar Distorsi", "Harmonik Gitar",
  "Bas Akustik", "Bas Petik Jari", "Bas Petik Plektrum", "Bas Tanpa Fret", "Bas Slap 1", "Bas Slap 2", "Bas Synth 1", "Bas Synth 2",
  "Biola", "Viola", "Selo", "Kontrabas", "Gesek Tremolo", "Gesek Petik", "Harpa", "Timpani",
  "Ansambel Gesek 1", "Ansambel Gesek 2", "Gesek Synth 1", "Gesek Synth 2", "Paduan Suara Aah", "Suara Ooh", "Suara Synth", "Hentakan Orkestra",
  "Trompet", "Trombon", "Tuba", "Trompet Redam", "Horn Prancis", "Seksi Tiup Logam", "Tiup Logam Synth 1", "Tiup Logam Synth 2",
  "Saksofon Sopran", "Saksofon Alto", "Saksofon Tenor", "Saksofon Bariton", "Obo", "Horn Inggris", "Fagot", "Klarinet",
  "Pikolo", "Flut", "Rekorder", "Suling Pan", "Botol Tiup", "Shakuhachi", "Siulan", "Okarina",
  "Lead Persegi", "Lead Gergaji", "Lead Calliope", "Lead Chiff", "Lead Charang", "Lead Suara", "Lead Kuint", "Bas dan Lead",
  "Pad New Age", "Pad Hangat", "Pad Polysynth", "Pad Paduan Suara", "Pad Gesek", "Pad Logam", "Pad Halo", "Pad Sapuan",
  "Hujan", "Musik Film", "Kristal", "Atmosfer", "Kilau", "Goblin", "Gema", "Fiksi Ilmiah",
  "Sitar", "Banjo", "Shamisen", "Koto", "Kalimba", "Bagpipe", "Biola Rakyat", "Shanai",
  "Lonceng Kecil", "Agogo", "Drum Baja", "Balok Kayu", "Drum Taiko", "Tom Melodis", "Drum Synth", "Simbal Terbalik",
  "Derit Fret Gitar", "Bunyi Napas", "Pantai", "Kicau Burung", "Dering Telepon", "Helikopter", "Tepuk Tangan", "Tembakan",
];
const FAMILIES = ["Piano", "Perkusi bernada", "Organ", "Gitar", "Bas", "Gesek", "Ansambel", "Tiup logam", "Tiup lidah", "Suling", "Lead synth", "Pad synth", "Efek synth", "Instrumen dunia", "Perkusi", "Efek bunyi"];
const KITS = { 0: "Set Standar", 8: "Set Ruangan", 16: "Set Power", 24: "Set Elektronik", 25: "Set 808", 32: "Set Jazz", 40: "Set Sapu", 48: "Set Orkestra" };
const keyed = (prefix, names) => Object.fromEntries(Object.entries(names).map(([i, it]) => [`piece.track.${prefix}_${i}`, it]));

export default { ...keyed("gm", PROGRAMS), ...keyed("family", FAMILIES), ...keyed("kit", KITS), "piece.track.kits": "Set drum" };
