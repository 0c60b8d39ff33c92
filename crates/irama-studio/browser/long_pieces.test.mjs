// Long pieces play as the full mix, short ones leave memory again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { beatsFile } from "./kit/beats.mjs";
import { withPage } from "./kit/page.mjs";

const MOST_BYTES = 200e6;

test("a piece of eight minutes and more sounds as a whole mix and says so", async (t) => {
  await withPage(async ({ page, studio }) => {
    const song = await studio.api("POST", "/songs?name=long.mid", new Uint8Array(beatsFile(490, [[0, 1_000_000]])));
    const stems = [];
    page.on("request", (it) => it.url().includes(`${song.id}/stems`) && stems.push(it.url()));
    await page.evaluate((id) => window.irama.actions.showSong(id), song.id);
    await page.getByText("Long piece").first().waitFor();
    const pressed = Date.now();
    await page.keyboard.press("Space");
    await page.waitForFunction(() => window.irama.store.state.play.state === "playing" && window.irama.player.currentTick() > 100, null, { timeout: 120_000 });
    t.diagnostic(`sounds after ${Date.now() - pressed} ms`);
    await page.evaluate(() => window.irama.player.seek(300 * 480));
    await page.waitForFunction(() => window.irama.player.currentTick() > 301 * 480);
    assert.ok(await page.evaluate(() => window.irama.player.currentTick()) < 310 * 480);
    await page.keyboard.press("Space");
    assert.equal(await page.evaluate(() => window.irama.store.state.play.state), "paused");
    assert.deepEqual(stems, []);
    assert.deepEqual(page.problems, []);
  }, { model: false });
});

test("the sound of pieces that were heard is kept within a bound", async (t) => {
  await withPage(async ({ page, studio }) => {
    for (let i = 0; i < 5; i++) {
      const song = await studio.api("POST", "/songs?name=some.mid", new Uint8Array(beatsFile(150 + i, [[0, 1_000_000]])));
      await page.evaluate((id) => window.irama.actions.showSong(id), song.id);
      await page.evaluate(() => window.irama.player.load(window.irama.store.state.song));
    }
    const kept = await page.evaluate(async () => (await import("/piece/sound/stems.js")).keptBytes());
    t.diagnostic(`${(kept / 1e6).toFixed(0)} MB`);
    assert.ok(kept > 50e6 && kept <= MOST_BYTES, `${kept} bytes`);
    assert.deepEqual(page.problems, []);
  }, { model: false });
});
