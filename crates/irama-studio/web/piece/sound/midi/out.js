// MIDI out: what is played is also sent to an instrument that is plugged in, and the page itself is
// silent as long as one is chosen. Notes go out shortly before they are due, with their time.

import { store } from "../../../app/store.js";
import { heardTime } from "../clock.js";
import { LIMITER_S } from "../desk.js";
import { gainsOf } from "../gains.js";
import { output } from "../output.js";
import { stage } from "../stage.js";
import { channelsOf, dueIn, messagesOf, programsOf } from "./messages.js";

const AHEAD_S = 0.12;
const EVERY_MS = 30;
const STEADIER = 0.1;
const VOLUME = 7;
const USUAL_VOLUME = 100;
const ALL_SOUND_OFF = 120;
const ALL_NOTES_OFF = 123;
const RESET = 121;

let access = null;
let port = null;
let timer = 0;
// What is being sent: {performance, messages, until, offset, volumes}, and what sounds by it: "channel pitch".
let sending = null;
const held = new Map();
const { state } = store;

const inUse = (isOn) => store.update((it) => { it.play = { ...it.play, midi: isOn ? port.id : null }; });

function release(time) {
  for (const [channel, pitch] of held.values()) {
    port.send([0x80 | channel, pitch, 64], time);
  }
  held.clear();
}

function send({ data }, time) {
  const [channel, pitch, velocity] = [data[0] & 15, data[1], data[2]];
  const isOn = (data[0] & 0xf0) === 0x90;
  if (isOn) {
    const volume = state.play.volume / 0.8;
    port.send([data[0], pitch, Math.max(1, Math.min(127, Math.round(velocity * volume)))], time);
    held.set(`${channel} ${pitch}`, [channel, pitch]);
  } else if (held.delete(`${channel} ${pitch}`)) {
    port.send(data, time);
  }
}

function take(performance) {
  release();
  sending = performance && { performance, messages: messagesOf(performance.song, performance.map), until: 0, offset: null, volumes: [] };
  if (performance) {
    programsOf(performance.song.parts).forEach((it) => port.send(it));
  }
}

/** Tells the instrument the volumes of the parts that have changed. */
function sendVolumes(parts, gains) {
  const channels = channelsOf(parts);
  gains.forEach((gain, i) => {
    const volume = Math.min(127, Math.round(USUAL_VOLUME * Math.sqrt(gain)));
    if (gain > 0 && sending.volumes[i] !== volume) {
      sending.volumes[i] = volume;
      port.send([0xb0 | channels[i], VOLUME, volume]);
    }
  });
}

function work() {
  const { now } = stage;
  if ((sending?.performance ?? null) !== now) {
    take(now);
  }
  if (!now) {
    return;
  }
  const heard = heardTime(output.context) - LIMITER_S;
  const end = heard - now.at + AHEAD_S;
  const offset = performance.now() - heard * 1000;
  // The clock of the sound wavers by some milliseconds; notes must not.
  sending.offset = sending.offset === null ? offset : sending.offset + STEADIER * (offset - sending.offset);
  const gains = gainsOf(now.isAudition ? null : state.project?.mixer, now.song.parts);
  sendVolumes(now.song.parts, gains);
  for (const [at, message] of dueIn(sending.messages, now, sending.until, end)) {
    const time = sending.offset + (now.at + at) * 1000;
    if (!message) {
      release(time);
    } else if (gains[message.part] > 0 || (message.data[0] & 0xf0) === 0x80) {
      send(message, time);
    }
  }
  sending.until = Math.max(sending.until, end);
}

/** Whether this browser can send MIDI. */
export const canSend = () => typeof navigator.requestMIDIAccess === "function";

/** The ports: `[{id, name}]`; `null` as long as nobody asked for them. */
export const ports = () => access && [...access.outputs.values()].filter((it) => it.state !== "disconnected").map(({ id, name }) => ({ id, name }));

/** Asks the browser for the ports; the person may have to allow it. */
export async function findPorts() {
  access = await navigator.requestMIDIAccess().catch(() => {
    throw Object.assign(new Error("refused"), { code: "midi_refused" });
  });
  access.onstatechange = () => {
    if (port && port.state === "disconnected") {
      port = null;
      choosePort(null);
    }
  };
  return ports();
}

/** Sends to a port, or to none. */
export function choosePort(id) {
  if (port) {
    release();
  }
  clearInterval(timer);
  sending = null;
  held.clear();
  port = id ? access?.outputs.get(id) ?? null : null;
  if (port) {
    timer = setInterval(work, EVERY_MS);
  }
  inUse(Boolean(port));
}

/** Silences everything that hangs. */
export function panic() {
  held.clear();
  for (let channel = 0; channel < 16; channel++) {
    for (const control of [ALL_SOUND_OFF, ALL_NOTES_OFF, RESET]) {
      port?.send([0xb0 | channel, control, 0]);
    }
  }
}
