// Two parts of one name are told apart: the second is written anew or locked, and the first is not.

import assert from "node:assert/strict";
import { test } from "node:test";
import { midiOf } from "./kit/midi.mjs";
import { withPage } from "./kit/page.mjs";

const line = (pitch) => Array.from({ length: 32 }, (_, i) => [i * 240, 200, pitch + ((i * 5) % 7), 80]);
const PIECE = midiOf([
  { name: "Piano", program: 0, notes: line(72) },
  { name: "Piano", program: 0, channel: 1, notes: line(48) },
]);

const parts = (page) => page.evaluate(() => window.irama.store.state.song.parts.map((it) => it.notes.map((note) => note.join(" "))));

async function withPiece(run) {
  await withPage(async ({ page }) => {
    await page.locator("input[type=file][accept='.mid,.midi']").setInputFiles({ name: "two.mid", mimeType: "audio/midi", buffer: PIECE });
    await page.waitForFunction(() => window.irama.store.state.song?.origin === "imported" && window.irama.store.state.song.parts.length === 2);
    await run(page);
    assert.deepEqual(page.problems, []);
  });
}

async function refill(page, bars, idx) {
  const before = await page.evaluate(() => window.irama.store.state.song.id);
  await page.evaluate(([bars, parts]) => window.irama.actions.refill({ bars, parts }), [bars, idx]);
  await page.waitForFunction((before) => window.irama.store.state.song.id !== before, before);
}

test("the second of two parts is written anew", async () => {
  await withPiece(async (page) => {
    const before = await parts(page);
    await refill(page, [1, 4], [1]);
    const after = await parts(page);
    assert.deepEqual(after[0], before[0], "the first stays");
    assert.notDeepEqual(after[1], before[1]);
  });
});

test("the second of two parts is locked", async () => {
  await withPiece(async (page) => {
    const before = await parts(page);
    await page.evaluate(() => window.irama.store.update((it) => { it.locks = { bars: new Set(), parts: new Set([1]), notes: new Set() }; }));
    await refill(page, [1, 4], []);
    const after = await parts(page);
    assert.deepEqual(after[1], before[1], "the second stays");
    assert.notDeepEqual(after[0], before[0]);
  });
});

test("what is locked stays when the rest is written anew, and the button says which bars that are", async () => {
  await withPiece(async (page) => {
    const before = await parts(page);
    await page.evaluate(() => window.irama.store.update((it) => {
      it.locks = { bars: new Set(), parts: new Set([0]), notes: new Set() };
      it.selection = { bars: [1, 2], parts: new Set() };
    }));
    const rest = page.getByRole("button", { name: "Write bars 3 to 4 anew" });
    assert.equal(await rest.textContent(), "Rewrite the rest");
    const old = await page.evaluate(() => window.irama.store.state.song.id);
    await rest.click();
    await page.waitForFunction((old) => window.irama.store.state.song.id !== old, old);
    const after = await parts(page);
    const until = (notes) => notes.filter((it) => Number(it.split(" ")[0]) < 2 * 1920 - 20);
    assert.deepEqual(after[0], before[0], "the locked part");
    assert.deepEqual(until(after[1]), until(before[1]), "bars 1 and 2");
    assert.notDeepEqual(after[1], before[1]);
    await page.evaluate(() => window.irama.store.update((it) => { it.selection = { bars: [3, 4], parts: new Set() }; }));
    assert.equal(await page.getByRole("button", { name: "Continue", exact: true }).and(page.locator(".choice-button")).count(), 1, "at the end it goes on");
  });
});
