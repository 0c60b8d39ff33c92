// U10: everything works by keyboard alone, the focus can be seen, and axe finds nothing serious.

import assert from "node:assert/strict";
import { test } from "node:test";
import { audit } from "./kit/axe.mjs";
import { isFocusVisible, tabTo } from "./kit/keyboard.mjs";
import { loops } from "./kit/midi.mjs";
import { compose, withPage } from "./kit/page.mjs";

test("a zip becomes a piece that sounds, without a mouse", async (t) => {
  await withPage(async ({ page }) => {
    await page.keyboard.press("Shift+L");
    const chooser = page.waitForEvent("filechooser");
    await tabTo(page, "Choose files");
    assert.ok(await isFocusVisible(page));
    await page.keyboard.press("Enter");
    await (await chooser).setFiles({ name: "my loops.zip", mimeType: "application/zip", buffer: loops() });
    await page.getByText("24 files, ").waitFor();
    await tabTo(page, "Minutes, exactly");
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("0.05");
    const presses = await tabTo(page, "Learn", { tag: "button" });
    t.diagnostic(`${presses} presses from the minutes to the button`);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Compose with it" }).waitFor({ timeout: 120_000 });
    await tabTo(page, "Compose with it");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => window.irama.store.state.song?.origin === "composed");
    await page.keyboard.press("Shift+C");
    await page.keyboard.press("Space");
    await page.waitForFunction(() => window.irama.store.state.play.state === "playing");
    assert.deepEqual(page.problems, []);
  }, { model: false });
});

test("a bar is written anew without a mouse, and all other notes stay", async () => {
  await withPage(async ({ page }) => {
    const notes = () => page.evaluate(() => window.irama.store.state.song.parts.flatMap((part) => part.notes.map((it) => `${part.name} ${it.join(" ")}`)));
    const before = await notes();
    const bars = await page.evaluate(() => window.irama.store.state.song.bar_ticks);
    await page.keyboard.press("]");
    const [first, last] = await page.evaluate(() => window.irama.store.state.selection.bars);
    await page.keyboard.press("R");
    await page.waitForFunction(() => window.irama.store.state.song.origin === "refilled", null, { timeout: 60_000 });
    const isOutside = (note) => {
      const tick = Number(note.split(" ").at(-4));
      return tick < bars[first - 1] || tick >= bars[last];
    };
    const [kept, now] = [before.filter(isOutside), (await notes()).filter(isOutside)];
    assert.ok(kept.length > 0 && kept.join("|") === now.join("|"), "other notes stay");
    assert.notEqual((await notes()).join("|"), before.join("|"), "the bar is new");
    await page.keyboard.press("Control+Z");
    await page.waitForFunction(() => window.irama.store.state.song.origin === "demo");
    assert.deepEqual(page.problems, []);
  });
});

test("the focus goes through the frame in the order in which it is read", async () => {
  await withPage(async ({ page }) => {
    await page.evaluate(() => document.activeElement.blur());
    const order = ["Skip to the piece", /First piece|Project/, "EN English", "ID Bahasa Indonesia", /^Theme/, "Help and keys", "Compose", "Learn", "Models", "History"];
    let total = 0;
    for (const name of order) {
      await page.keyboard.press("Tab");
      total += await tabTo(page, name, { most: 3 });
    }
    assert.ok(total <= 2, `${total} stops between them`);
    assert.ok(await isFocusVisible(page));
  });
});

test("the help lists the keys, and closes by key", async () => {
  await withPage(async ({ page }) => {
    await page.keyboard.press("?");
    const help = page.getByRole("dialog", { name: "Help and keys" });
    await help.waitFor();
    assert.ok((await help.locator("dd").count()) >= 6);
    await page.keyboard.press("Escape");
    await help.waitFor({ state: "detached" });
  });
});

test("keys that are a letter can be turned off, and stay so", async () => {
  await withPage(async ({ page }) => {
    const grid = page.locator(".roll-scroll");
    const isDrawing = () => page.getByRole("button", { name: "Draw notes (D)" }).getAttribute("aria-pressed");
    await grid.focus();
    await page.keyboard.press("d");
    assert.equal(await isDrawing(), "true");
    await page.keyboard.press("?");
    await page.getByLabel("Keys without Ctrl: one letter does something").uncheck();
    await page.keyboard.press("Escape");
    await grid.focus();
    await page.keyboard.press("d");
    assert.equal(await isDrawing(), "true", "nothing happens");
    await page.keyboard.press("Shift+ArrowRight");
    assert.notEqual(await page.evaluate(() => window.irama.store.state.selection.bars), null, "arrows go on");
    await page.waitForTimeout(300);
    await page.reload();
    await page.waitForSelector("html[data-ready]");
    await page.locator(".roll-scroll").focus();
    await page.keyboard.press("d");
    assert.equal(await isDrawing(), "false");
  }, { model: false });
});

for (const theme of ["light", "dark"]) {
  test(`axe finds nothing serious in any view, ${theme}`, async () => {
    await withPage(async ({ page }) => {
      await compose(page);
      const bad = [];
      for (const view of ["compose", "learn", "models", "history"]) {
        await page.locator(`.tab-${view}`).click();
        await page.locator(`#panel-${view} details`).evaluateAll((all) => all.forEach((it) => { it.open = true; }));
        await page.waitForTimeout(300);
        bad.push(...await audit(page, view));
      }
      await page.keyboard.press("?");
      bad.push(...await audit(page, "help"));
      assert.deepEqual(bad, []);
    }, { colorScheme: theme, reducedMotion: "reduce" });
  });
}
