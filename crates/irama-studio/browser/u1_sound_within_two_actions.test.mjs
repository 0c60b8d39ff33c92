// U1: whoever opens the page for the first time hears something with one key, soon, and the page is
// light.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isReady, withPage } from "./kit/page.mjs";
import { slack } from "./kit/studio.mjs";

const MOST_BYTES = 1_500_000;

test("the first page load is light and soon usable, and one key makes it sound", async (t) => {
  await withPage(async ({ page, studio }) => {
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    let bytes = 0;
    const sounds = new Set();
    session.on("Network.responseReceived", (it) => /\/(stems\/\d+|wav)$/.test(it.response.url) && sounds.add(it.requestId));
    session.on("Network.loadingFinished", (it) => { bytes += sounds.has(it.requestId) ? 0 : it.encodedDataLength; });
    const start = Date.now();
    await page.goto(`${studio.url}/?again`);
    await isReady(page);
    const usable = Date.now() - start;
    const weight = bytes;

    const pressed = Date.now();
    await page.keyboard.press("Space");
    await page.waitForFunction(() => window.irama.store.state.play.state === "playing" && window.irama.player.currentTick() > 0);
    const sounding = Date.now() - pressed;
    t.diagnostic(`usable after ${usable} ms, ${weight} bytes without sounds; sounds ${sounding} ms after one key`);
    assert.ok(weight > 10_000 && weight <= MOST_BYTES, `${weight} bytes`);
    assert.ok(usable <= 1500 * slack, `usable after ${usable} ms`);
    assert.ok(sounding <= 3000 * slack, `sounds after ${sounding} ms`);
    assert.deepEqual(page.problems, []);
  }, { model: false });
});
