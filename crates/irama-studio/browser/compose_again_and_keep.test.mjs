// A piece from the history is composed again to the byte; one that is stopped on the way keeps what has
// settled, and its bars are counted against all that there will be.

import assert from "node:assert/strict";
import { test } from "node:test";
import { compose, withPage } from "./kit/page.mjs";

const stateOf = (page, read) => page.evaluate(read);
const only = (page) => page.locator(".segments[data-name=variations] input[value='1']").check({ force: true });

async function bytesOf(studio, song) {
  return Buffer.from(await (await fetch(`${studio.url}/api/songs/${song}/midi`)).arrayBuffer());
}

test("a piece is composed again from the history", async () => {
  await withPage(async ({ page, studio }) => {
    await page.getByLabel("Bars", { exact: true }).fill("4");
    await only(page);
    const job = await compose(page);
    const [first] = job.songs;
    await page.locator(".tab-history").click();
    const row = page.locator(`.song-row[data-song="${first}"]`);
    await row.getByRole("button", { name: /^More for / }).click();
    await page.getByRole("menuitem", { name: "Compose again" }).click();
    await page.waitForFunction((first) => window.irama.store.state.song?.id !== first && window.irama.store.state.song?.origin === "composed", first);
    const again = await stateOf(page, () => window.irama.store.state.song.id);
    assert.deepEqual(await bytesOf(studio, again), await bytesOf(studio, first));
    assert.deepEqual(page.problems, []);
  });
});

test("a piece that is stopped keeps its settled beginning", async (t) => {
  await withPage(async ({ page }) => {
    await page.getByLabel("Bars", { exact: true }).fill("900");
    await only(page);
    await page.locator(".compose-go").click();
    const words = page.locator(".working p");
    await page.waitForFunction(() => /^\d+ of 900 bars$/.test(document.querySelector(".working p").textContent) && !/^0 /.test(document.querySelector(".working p").textContent));
    t.diagnostic(await words.textContent());
    await page.getByRole("button", { name: "Stop and keep" }).click();
    await page.waitForFunction(() => window.irama.store.state.song?.origin === "composed");
    const bars = await stateOf(page, () => window.irama.store.state.song.bars);
    assert.ok(bars >= 1 && bars < 900, `${bars} bars`);
    assert.deepEqual(page.problems, []);
  });
});

test("a refill is counted in the bars of the whole piece", async () => {
  await withPage(async ({ page }) => {
    const bars = await stateOf(page, () => window.irama.store.state.song.bars);
    const told = page.waitForResponse((it) => it.url().endsWith("/api/compose") && it.request().method() === "POST");
    await page.evaluate(() => window.irama.actions.refill({ bars: [1, 1], parts: [] }));
    assert.equal((await (await told).json()).progress.of, bars);
    assert.deepEqual(page.problems, []);
  });
});
