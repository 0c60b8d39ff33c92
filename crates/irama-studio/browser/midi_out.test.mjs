// MIDI out: an instrument gets the notes when they are due, also in loops, and no note hangs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { dueIn, messagesOf, channelsOf } from "../web/piece/sound/midi/messages.js";
import { tempoMap } from "../web/piece/sound/tempo.js";
import { beatsFile } from "./kit/beats.mjs";
import { withPage } from "./kit/page.mjs";

const song = { tempos: [{ tick: 0, bpm: 120 }], parts: [{ notes: [[0, 480, 60, 90], [480, 480, 60, 80], [960, 480, 64, 70]] }, { is_drums: true, notes: [[0, 60, 36, 100]] }] };

test("every message is due once, however time is cut, and where it goes round in a loop", () => {
  const messages = messagesOf(song, tempoMap(song));
  assert.deepEqual(messages.map((it) => it.seconds), [0, 0, 0.0625, 0.5, 0.5, 1, 1, 1.5]);
  assert.deepEqual(messages.filter((it) => it.seconds === 0.5).map((it) => it.data[0]), [0x80, 0x90], "ends before it begins");
  const cut = (place, step, end) => {
    const all = [];
    for (let at = 0; at < end; at += step) {
      all.push(...dueIn(messages, place, at, Math.min(end, at + step)));
    }
    return all.map(([at, it]) => `${at.toFixed(3)} ${it ? it.data.join(" ") : "round"}`);
  };
  for (const place of [{ from: 0, loop: null }, { from: 0.25, loop: null }, { from: 0, loop: [0.5, 1] }, { from: 0.75, loop: [0.5, 1] }]) {
    const whole = cut(place, 4, 4);
    assert.deepEqual(cut(place, 0.03125, 4), whole, JSON.stringify(place));
    assert.deepEqual(cut(place, 0.0371, 4), whole, JSON.stringify(place));
  }
  assert.deepEqual(cut({ from: 0.75, loop: [0.5, 1] }, 1, 1).map((it) => it.split(" ").slice(0, 2).join(" ")), ["0.250 round", "0.250 128", "0.250 144", "0.750 round", "0.750 128", "0.750 144"]);
  assert.deepEqual(channelsOf([...Array(10).fill({}), { is_drums: true }]).slice(8), [8, 10, 9]);
});

test("an instrument that is plugged in plays in time, and falls silent", async (t) => {
  const sent = [];
  await withPage(async ({ page, studio }) => {
    await page.exposeFunction("noteSent", (data, time, now) => { sent.push({ data, time, now }); });
    const song = await studio.api("POST", "/songs?name=beats.mid", new Uint8Array(beatsFile(40, [[0, 250_000]])));
    await studio.api("POST", "/projects", { name: "Beats", song: song.id });
    await page.addInitScript(() => {
      const port = { id: "p1", name: "Piano", state: "connected", send: (data, time) => window.noteSent(data, time ?? null, performance.now()) };
      navigator.requestMIDIAccess = async () => ({ outputs: new Map([["p1", port]]) });
      localStorage.clear();
    });
    await page.reload();
    await page.waitForSelector("html[data-ready]");
    await page.getByRole("button", { name: "Sound output" }).click();
    await page.getByRole("menuitem", { name: "Find MIDI instruments …" }).click();
    await page.getByRole("menuitemradio", { name: "Piano" }).click();
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("Space");
    await page.waitForFunction(() => window.irama.player.currentTick() > 12 * 480);
    await page.keyboard.press("Space");
    await page.waitForTimeout(300);
    const on = sent.filter(({ data }) => (data[0] & 0xf0) === 0x90);
    const off = sent.filter(({ data }) => (data[0] & 0xf0) === 0x80);
    assert.ok(on.length >= 12 && on.length <= 16, `${on.length} notes`);
    assert.equal(off.length, on.length, "no note hangs");
    const steps = on.slice(1).map((it, i) => Math.abs(it.time - on[i].time - 250));
    t.diagnostic(`${on.length} notes; ${Math.max(...steps).toFixed(1)} ms off at worst`);
    assert.ok(Math.max(...steps) <= 30, `${steps}`);
    await page.getByRole("button", { name: "Sound output" }).click();
    await page.getByRole("menuitem", { name: "Silence hanging notes" }).click();
    assert.equal(sent.filter(({ data }) => data[1] === 123).length, 16);
    assert.deepEqual(page.problems, []);
  }, { model: false });
});
