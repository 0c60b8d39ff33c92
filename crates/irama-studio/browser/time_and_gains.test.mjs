// Ticks and seconds, bars and beats, and what the mixer makes of its switches: without a browser.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beatTimes } from "./kit/beats.mjs";
import { gainOf, gainsOf, heardOf, settingsOf, UNITY } from "../web/piece/sound/gains.js";
import { positionAt } from "../web/piece/sound/performance.js";
import { beatsOf, endOf, placeAt, tempoMap } from "../web/piece/sound/tempo.js";

const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);

test("ticks are where all tempos before them put them, and back again", () => {
  const micros = [[0, 500_000], [6, 1_000_000], [9, 300_000], [15, 413_793]];
  const map = tempoMap({ tempos: micros.map(([beat, it]) => ({ tick: beat * 480, bpm: 60e6 / it })) });
  beatTimes(30, micros).forEach((seconds, beat) => {
    near(map.secondsAt(beat * 480), seconds);
    near(map.tickAt(seconds), beat * 480);
    near(map.tickAt(map.secondsAt(beat * 480 + 77)), beat * 480 + 77);
  });
  near(map.bpmAt(6 * 480), 60);
  near(map.bpmAt(6 * 480 - 1), 120);
});

test("without a tempo a quarter takes half a second, and one that begins late holds from there", () => {
  near(tempoMap({}).secondsAt(960), 1);
  near(tempoMap({ tempos: [{ tick: 480, bpm: 60 }] }).secondsAt(960), 1.5);
});

test("bars and beats follow the meter", () => {
  const song = { bar_ticks: [0, 1920, 3360, 4080], meters: [{ tick: 0, numerator: 4, denominator: 4 }, { tick: 1920, numerator: 3, denominator: 4 }, { tick: 3360, numerator: 3, denominator: 8 }] };
  const at = (tick) => Object.values(placeAt(song, tick)).join(".");
  assert.deepEqual([0, 479, 480, 1919, 1920, 3359, 3360, 3600, 4079, 9999].map(at), ["1.1", "1.1", "1.2", "1.4", "2.1", "2.3", "3.1", "3.2", "3.3", "3.3"]);
  assert.deepEqual(beatsOf(song).map((it) => it.join(" ")).slice(-4), ["2880 false", "3360 true", "3600 false", "3840 false"]);
  assert.equal(endOf({ ...song, end_tick: 4000, parts: [{ notes: [[3900, 600, 60, 90]] }] }), 4500);
});

test("a performance goes round in its loop", () => {
  const it = { at: 10, from: 1, loop: [2, 5] };
  assert.deepEqual([9, 10, 11, 13.5, 14, 15, 17, 20].map((time) => positionAt(it, time)), [1, 1, 2, 4.5, 2, 3, 2, 2]);
  assert.equal(positionAt({ at: 10, from: 1, loop: null }, 20), 11);
});

test("mute and solo, all sixteen rows", () => {
  for (let row = 0; row < 16; row++) {
    const [a, b, c, d] = [8, 4, 2, 1].map((it) => Boolean(row & it));
    const mixer = { parts: [{ mute: a, solo: b, volume: UNITY }, { mute: c, solo: d, volume: UNITY }] };
    const solo = b || d;
    assert.deepEqual(gainsOf(mixer, 3), [!a && (b || !solo) ? 1 : 0, !c && (d || !solo) ? 1 : 0, solo ? 0 : 1], `row ${row}`);
  }
  assert.deepEqual(heardOf([]), []);
});

test("the mixer finds parts again that moved or have a new name", () => {
  const mixer = { parts: [{ name: "Keys", mute: true }, { name: "Bass", solo: true, volume: 0.4 }] };
  const about = (...names) => settingsOf(mixer, names.map((name) => ({ name }))).map((it) => `${it.mute ? "m" : ""}${it.solo ? "s" : ""}`);
  assert.deepEqual(about("Keys", "Bass"), ["m", "s"]);
  assert.deepEqual(about("Bass"), ["s"], "the first one was taken out");
  assert.deepEqual(about("Keys", "Low"), ["m", "s"], "the second one has a new name");
  assert.deepEqual(about("Lead", "Keys", "Bass"), ["", "m", "s"]);
  assert.deepEqual(gainsOf({ parts: [{ volume: "loud" }] }, 1), [1], "nonsense is no volume");
  assert.deepEqual([gainOf(0), gainOf(UNITY), gainOf(UNITY / 2), gainOf(9) < 1.6], [0, 1, 0.25, true]);
});
