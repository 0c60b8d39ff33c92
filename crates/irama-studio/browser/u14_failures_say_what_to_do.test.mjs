// U14: twenty failures, each of which is told with its cause and the next step, without an error in
// the console.

import assert from "node:assert/strict";
import { test } from "node:test";
import { loop, zipOf } from "./kit/midi.mjs";
import { withPage } from "./kit/page.mjs";

const refuse = (status, code, message, more = {}) => ({ status, contentType: "application/json", headers: { "Retry-After": "2" }, body: JSON.stringify({ error: { code, message, ...more } }) });

/** The next request to a path gets this answer, or none. */
async function once(page, path, answer) {
  await page.route(`**/api${path}`, (route) => (answer ? route.fulfill(answer) : route.abort("connectionrefused")), { times: 1 });
}

const go = (page) => page.locator(".compose-go").click();
async function choose(page, button, name, buffer) {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: button, exact: true }).click();
  await (await chooser).setFiles({ name, mimeType: "application/octet-stream", buffer });
}
const view = (page, name) => page.locator(`.tab-${name}`).click();

// [what, what happens, the words of the cause, the words of the next step]
const FAILURES = [
  ["busy", async (page) => { await once(page, "/compose", refuse(429, "busy", "16 jobs wait already")); await go(page); }, /too much to do/, /try again/],
  ["the server is gone", async (page) => { await once(page, "/compose"); await go(page); }, /does not answer/, /still runs/],
  ["the disk is full", async (page) => { await once(page, "/compose", refuse(507, "storage_failed", "no space")); await go(page); }, /disk/, /Make room/],
  ["a bug of the server", async (page) => { await once(page, "/compose", refuse(500, "failed", "it broke")); await go(page); }, /could not do this.*It broke/s, /restart/],
  ["an answer without words", async (page) => { await once(page, "/compose", { status: 502, body: "<html>bad gateway" }); await go(page); }, /went wrong/, /reload/],
  ["a code of another version", async (page) => { await once(page, "/compose", refuse(422, "quite_new", "the moon is full", { hint: "wait a week" })); await go(page); }, /The moon is full/, /Wait a week/],
  ["a model that is broken", async (page) => { await once(page, "/compose", refuse(422, "unusable_model", "the checksum differs")); await go(page); }, /model file cannot be used/, /Import it again/],
  ["a model that is gone", async (page) => { await once(page, "/compose", refuse(404, "not_found", "no such model")); await go(page); }, /not there any more/, /Reload/],
  ["too many bars", async (page) => { await page.getByLabel("Bars", { exact: true }).fill("9999999"); await go(page); }, /no number from/, /Correct it/],
  ["no number at all", async (page) => { await page.locator("input[name=temperature]").fill("hot"); await go(page); }, /“hot” is no number/, /Correct it/],
  ["a key that is none", async (page) => { await page.evaluate(() => window.irama.store.update((it) => { it.draft = { ...it.draft, key: "H dur" }; })); await go(page); }, /does not fit|went wrong|no key/, /./],
  ["a range without a note", async (page) => { await page.evaluate(() => window.irama.store.update((it) => { it.draft = { ...it.draft, parts: { bass: { on: true, low: "60", high: "40" } } }; })); await go(page); }, /lowest pitch of bass/, /Swap/],
  ["a plan that does not divide", async (page) => { await page.evaluate(() => window.irama.store.update((it) => { it.draft = { ...it.draft, bars: "7", plan: "A B A B" }; })); await go(page); }, /7 bars/, /Use 4 or 8 bars, or change the plan/],
  ["a picture instead of music", async (page) => { await view(page, "learn"); await choose(page, "Choose files", "cover.png", Buffer.from("\x89PNG")); }, /“cover.png” is no MIDI file/, /Choose .mid/],
  ["a broken MIDI file", async (page) => { await choose(page, "Open a MIDI file", "broken.mid", Buffer.from("this is no music")); }, /MIDI|music/i, /Choose/],
  ["a MIDI file without notes", async (page) => { await choose(page, "Open a MIDI file", "silent.mid", Buffer.concat([Buffer.from("MThd\0\0\0\x06\0\0\0\x01\x01\xe0", "latin1"), Buffer.from("MTrk\0\0\0\x04\0\xff\x2f\0", "latin1")])); }, /no notes/, /Choose/],
  ["a file that is too large", async (page) => { await view(page, "learn"); await page.route("**/api/collections/*/files?*", (route) => route.fulfill(refuse(413, "too_large", "larger than the limit")), { times: 1 }); await choose(page, "Choose files", "huge.zip", zipOf([["a.mid", loop(1)]])); }, /too large/, /smaller zip/],
  ["the server goes while a file is sent", async (page) => { await view(page, "learn"); await once(page, "/collections/*/files?*"); await choose(page, "Choose files", "half.zip", zipOf([["a.mid", loop(1)]])); }, /does not answer/, /still runs/],
  ["a model file that is none", async (page) => { await view(page, "models"); await choose(page, "Import a model", "fake.irama", Buffer.from("not a model")); }, /model/, /Choose|Import|learn/],
  ["units that are none", async (page) => { await view(page, "learn"); await page.locator("#panel-learn details").first().evaluate((it) => { it.open = true; }); await page.locator("input[name='learn.units']").fill("many"); await page.locator("#panel-learn button.big").click(); }, /no list of units/, /whole numbers/],
];

for (const [what, happens, cause, step] of FAILURES) {
  test(`${what}: says why and what to do`, async () => {
    await withPage(async ({ page }) => {
      const song = await page.evaluate(() => window.irama.store.state.song.id);
      await happens(page);
      const told = page.locator("[role=alert] .toast, .field-error:not(:empty)").first();
      await told.waitFor({ timeout: 20_000 });
      const words = (await page.locator("[role=alert] .toast, .field-error:not(:empty)").allTextContents()).join(" ");
      assert.match(words, cause);
      assert.match(words, step);
      assert.doesNotMatch(words, /undefined|\[object|Error:|at .*\.js|\{\w+\}/, "no traces");
      assert.equal(await page.evaluate(() => window.irama.store.state.song.id), song, "the piece stays");
      assert.deepEqual(page.problems, []);
    });
  });
}
