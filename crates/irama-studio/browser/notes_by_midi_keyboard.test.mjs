// Notes that are played on a MIDI keyboard are written step by step, chords together.

import assert from "node:assert/strict";
import { test } from "node:test";
import { withPage } from "./kit/page.mjs";

const BUTTON = { name: "Play notes in with a MIDI keyboard, step by step" };

/** A keyboard that the browser has, and `play(…pitches)`, which presses keys together. */
async function plugIn(page) {
  await page.addInitScript(() => {
    const inputs = new Map([["k", { onmidimessage: null }]]);
    navigator.requestMIDIAccess = async () => ({ inputs, outputs: new Map() });
    window.pressed = (...data) => inputs.get("k").onmidimessage?.({ data });
  });
  await page.reload();
  await page.waitForSelector("html[data-ready]");
  return async (...pitches) => {
    for (const pitch of pitches) await page.evaluate((pitch) => window.pressed(0x90, pitch, 77), pitch);
    for (const pitch of pitches) await page.evaluate((pitch) => window.pressed(0x80, pitch, 0), pitch);
  };
}

test("a chord and a note are written at the playhead, one step after the other", async () => {
  await withPage(async ({ page }) => {
    const play = await plugIn(page);
    const { versions } = await page.evaluate(() => window.irama.store.state.project);
    await play(20, 21);
    assert.equal(await page.evaluate(() => window.irama.store.state.project.versions.length), versions.length, "not before it is asked for");
    await page.getByRole("button", BUTTON).click();
    await page.evaluate(() => window.irama.player.seek(1920));
    await play(20, 23, 27);
    await play(22);
    await page.waitForFunction((n) => window.irama.store.state.project.cursor === n + 1 && window.irama.store.state.song.id === window.irama.store.state.project.versions[n + 1].song, versions.length);
    const found = await page.evaluate(() => window.irama.store.state.song.parts.find((it) => !it.is_drums).notes.filter((it) => it[2] < 28));
    assert.deepEqual(found.map((it) => it.join(" ")).sort(), ["1920 120 20 77", "1920 120 23 77", "1920 120 27 77", "2040 120 22 77"]);
    assert.equal(await page.evaluate(() => window.irama.player.currentTick()), 2160);
    await page.getByRole("button", BUTTON).click();
    await play(25);
    await page.waitForTimeout(300);
    assert.equal(await page.evaluate(() => window.irama.store.state.project.versions.length), versions.length + 2, "nor when it is off");
    assert.deepEqual(page.problems, []);
  }, { model: false });
});

test("without a keyboard it says so", async () => {
  await withPage(async ({ page }) => {
    await page.addInitScript(() => { navigator.requestMIDIAccess = async () => ({ inputs: new Map(), outputs: new Map() }); });
    await page.reload();
    await page.waitForSelector("html[data-ready]");
    await page.getByRole("button", BUTTON).click();
    await page.getByText("No MIDI keyboard is plugged in.").waitFor();
    assert.equal(await page.getByRole("button", BUTTON).getAttribute("aria-pressed"), "false");
  }, { model: false });
});
