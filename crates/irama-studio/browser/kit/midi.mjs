// MIDI files for tests: small ones that are made, and a reader that knows as much as it has to. And
// zip archives without packing.

import { crc32 } from "node:zlib";

const TICKS_A_BAR = 1920;

function number(value) {
  const bytes = [value & 127];
  for (let rest = value >> 7; rest > 0; rest >>= 7) {
    bytes.unshift((rest & 127) | 128);
  }
  return bytes;
}

function chunk(tag, data) {
  const head = Buffer.alloc(8);
  head.write(tag);
  head.writeUInt32BE(data.length, 4);
  return Buffer.concat([head, Buffer.from(data)]);
}

const text = (kind, words) => [0, 255, kind, ...number(Buffer.byteLength(words)), ...Buffer.from(words)];

function track({ name, program = 0, channel = 0, notes, lyric }) {
  const events = notes.flatMap(([tick, length, pitch, velocity]) => [[tick, 1, 0x90 | channel, pitch, velocity], [tick + length, 0, 0x80 | channel, pitch, 0]]);
  events.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const bytes = [...text(3, name), ...(lyric ? text(5, lyric) : []), 0, 0xc0 | channel, program];
  let now = 0;
  for (const [tick, , ...message] of events) {
    bytes.push(...number(tick - now), ...message);
    now = tick;
  }
  return chunk("MTrk", [...bytes, 0, 255, 47, 0]);
}

/** A MIDI file of parts `{name, program, channel, notes: [[tick, length, pitch, velocity]]}`. */
export function midiOf(parts) {
  const head = Buffer.from([0, 1, 0, parts.length + 1, 1, 224]);
  const tempo = chunk("MTrk", [0, 255, 81, 3, 9, 39, 192, 0, 255, 88, 4, 4, 2, 24, 8, 0, 255, 47, 0]);
  return Buffer.concat([chunk("MThd", head), tempo, ...parts.map(track)]);
}

const ROOTS = [57, 53, 48, 55, 50, 52];

/** A loop of four bars: chords, a bass and drums; another one for each number. */
export function loop(n) {
  const [keys, bass, drums] = [[], [], []];
  let state = n * 7919 + 1;
  const pick = (list) => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return list[Math.floor((state / 2 ** 32) * list.length)];
  };
  for (let bar = 0; bar < 4; bar++) {
    const root = pick(ROOTS);
    const start = bar * TICKS_A_BAR;
    for (const beat of pick([[0, 2], [0, 1.5], [0, 1.5, 3], [0, 2.5]])) {
      [0, 3 + pick([0, 1]), 7].forEach((step) => keys.push([start + beat * 480, 420, root + step, pick([64, 70, 76, 82])]));
    }
    [0, 1, 2, 3].forEach((beat) => bass.push([start + beat * 480, 400, root - 24 + pick([0, 0, 7, 12]), pick([84, 90])]));
    [0, 1, 2, 3, 4, 5, 6, 7].forEach((half) => drums.push([start + half * 240, 60, half % 4 === 2 ? 38 : pick([36, 42, 42]), pick([80, 85, 90])]));
  }
  return midiOf([{ name: "Keys", program: 4, notes: keys }, { name: "Bass", program: 33, channel: 1, notes: bass }, { name: "Drums", channel: 9, notes: drums }]);
}

/** A zip of `[name, bytes]`, stored as they are. */
export function zipOf(files) {
  const [bodies, list] = [[], []];
  let at = 0;
  for (const [name, bytes] of files) {
    const label = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800, 2);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(bytes.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(label.length, 22);
    const body = Buffer.concat([Buffer.from("PK\x03\x04"), common, label, bytes]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    list.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), common, tail, label]));
    bodies.push(body);
    at += body.length;
  }
  const names = Buffer.concat(list);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(names.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...bodies, names, Buffer.from("PK\x05\x06"), end]);
}

/** A zip of some loops. */
export const loops = (n = 24) => zipOf(Array.from({ length: n }, (_, i) => [`loops/loop ${i + 1}.mid`, loop(i)]));

/** Names in a zip, from its list at the end. */
export function zipNames(bytes) {
  const names = [];
  for (let at = bytes.indexOf("PK\x01\x02"); at >= 0; at = bytes.indexOf("PK\x01\x02", at + 4)) {
    names.push(bytes.toString("utf8", at + 46, at + 46 + bytes.readUInt16LE(at + 28)));
  }
  return names;
}

/** All notes of a MIDI file as sorted lines `tick length pitch velocity`, track by track. */
export function notesOf(bytes) {
  const tracks = [];
  let at = 14;
  while (at + 8 <= bytes.length) {
    const end = at + 8 + bytes.readUInt32BE(at + 4);
    if (bytes.toString("latin1", at, at + 4) === "MTrk") {
      tracks.push(readTrack(bytes.subarray(at + 8, end)));
    }
    at = end;
  }
  return tracks.filter((it) => it.length > 0);
}

function readTrack(data) {
  let [at, tick, status] = [0, 0, 0];
  const [open, notes] = [new Map(), []];
  const read = () => {
    let value = 0;
    for (;;) {
      const byte = data[at++];
      value = (value << 7) | (byte & 127);
      if (byte < 128) return value;
    }
  };
  while (at < data.length) {
    tick += read();
    if (data[at] >= 128) status = data[at++];
    if (status >= 0xf0) {
      if (status === 255) at += 1;
      const length = read();
      at += length;
      continue;
    }
    const kind = status >> 4;
    const [pitch, value] = [data[at], data[at + 1]];
    at += kind === 12 || kind === 13 ? 1 : 2;
    if (kind === 9 && value > 0) {
      open.set(pitch, [...(open.get(pitch) ?? []), [tick, value]]);
    } else if (kind === 8 || kind === 9) {
      const begun = open.get(pitch)?.shift();
      if (begun) notes.push([begun[0], tick - begun[0], pitch, begun[1]]);
    }
  }
  return notes.sort((a, b) => a[0] - b[0] || a[2] - b[2]).map((it) => it.join(" "));
}
