// Learning as the page shows it: the Markov line comes while a model learns, a sample is heard then;
// a classic model is learned, goes out as a Keras file, comes back and composes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readFileSync } from "node:fs";
import { withPage } from "./kit/page.mjs";

const model = (page, name) => page.evaluate((name) => [...window.irama.store.state.models.values()].find((it) => it.name === name), name);

async function learn(page, { name, minutes, kind, endless }) {
  await page.locator(".tab-learn").click();
  await page.locator(".option input[value='built-in']").check();
  await page.getByLabel("Name of the model").fill(name);
  await page.getByLabel("Minutes, exactly").fill(minutes);
  await page.locator("#panel-learn details").first().evaluate((it) => { it.open = true; });
  if (endless) {
    await page.getByLabel("Steps", { exact: true }).fill("20000");
    await page.getByLabel("Patience", { exact: true }).fill("1000000");
  }
  if (kind) {
    await page.locator(`.segments[data-name=kind] input[value=${kind}]`).check({ force: true });
  }
  await page.locator("#panel-learn button.big").click();
  await page.waitForFunction((name) => [...window.irama.store.state.models.values()].some((it) => it.name === name), name);
}

test("the Markov line and a sample come while a model learns", async (t) => {
  await withPage(async ({ page }) => {
    await learn(page, { name: "apprentice", minutes: "5", endless: true });
    const run = page.locator(".run", { hasText: "apprentice" });
    await run.locator(".curve-baseline-text").first().waitFor({ timeout: 120_000 });
    const { state, best } = await model(page, "apprentice");
    assert.equal(state, "learning", "it still learns");
    t.diagnostic(`Markov ${best.baseline_nll_per_note} nats a note`);
    assert.ok(best.baseline_nll_per_note > 0.5 && best.baseline_nll_per_note < 20);
    await run.getByText("Markov").first().waitFor();

    await run.getByRole("button", { name: "Hear a sample" }).click({ timeout: 120_000 });
    await page.waitForFunction(() => window.irama.store.state.audition !== null, null, { timeout: 120_000 });
    assert.equal((await model(page, "apprentice")).state, "learning");
    const heard = await page.evaluate(() => window.irama.store.state.songs.get(window.irama.store.state.audition));
    assert.equal(heard.name, "Sample of apprentice");
    assert.deepEqual(page.problems, []);
  }, { model: false });
});

test("a classic model is learned, exported to Keras, imported and composes", async () => {
  await withPage(async ({ page }) => {
    await learn(page, { name: "classic", minutes: "0.05", kind: "classic" });
    await page.waitForFunction(() => [...window.irama.store.state.models.values()].some((it) => it.name === "classic" && it.state === "ready"), null, { timeout: 180_000 });
    await page.locator(".tab-models").click();
    const coming = page.waitForEvent("download");
    await page.locator(".model", { hasText: "classic" }).getByRole("link", { name: ".keras" }).click();
    const file = await coming;
    assert.match(file.suggestedFilename(), /\.keras$/);
    const buffer = readFileSync(await file.path());

    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Import a model", exact: true }).click();
    await (await chooser).setFiles({ name: "from keras.keras", mimeType: "application/octet-stream", buffer });
    const card = page.locator(".model", { hasText: "from keras" });
    await card.getByText("classic · imported").waitFor();
    await card.getByRole("button", { name: "Compose" }).click();
    await page.locator(".compose-go").click();
    await page.waitForFunction(() => window.irama.store.state.song?.origin === "composed");
    const song = await page.evaluate(() => window.irama.store.state.song);
    assert.equal(song.model, (await model(page, "from keras")).id);
    assert.ok(song.notes > 0 && song.parts.length === 1, "one line of notes");

    await page.locator(".tab-models").click();
    const boxed = page.locator(".model", { hasText: "events · in the box" });
    await boxed.getByRole("button", { name: /^More about/ }).click();
    assert.deepEqual(await page.getByRole("menuitem").allTextContents(), ["Rename"], "what is in the box stays");
    assert.deepEqual(page.problems, []);
  }, { model: false });
});
