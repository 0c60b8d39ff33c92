// U13: every text is there in both languages, none is written into the code, longer ones are not cut
// off, and numbers are read with comma and point.

import assert from "node:assert/strict";
import { test } from "node:test";
import { withPage } from "./kit/page.mjs";

globalThis.document = { documentElement: {} };
const en = (await import("../web/app/words/en.js")).default;
const id = (await import("../web/app/words/id.js")).default;

const names = (text) => [...JSON.stringify(text).matchAll(/\{(\w+)\}/g)].map((it) => it[1]);

test("both catalogs have the same keys and the same values in each", () => {
  assert.deepEqual(Object.keys(en).sort(), Object.keys(id).sort());
  for (const key of Object.keys(en)) {
    assert.deepEqual([...new Set(names(en[key]))].sort(), [...new Set(names(id[key]))].sort(), key);
    assert.ok(typeof id[key] === "string" || Object.keys(id[key]).join() === "other", `${key}: Indonesian has one form`);
    assert.ok(typeof en[key] === "string" || (en[key].one && en[key].other), `${key}: English has two forms`);
  }
});

/** Visible texts and names that did not come from the catalog, and those that are cut off. */
function unspoken() {
  const [foreign, cut] = [[], []];
  // Data and signs: names that people gave, figures, names of notes, formats and instruments.
  const isData = (node) => node.closest("[data-song], option, kbd, .project-name, .brand, .song-name, .song-facts, .model h3, .run-title, .language, canvas, .facts, .download, [data-words=none]");
  const { song, songs, projects, models, collections } = window.irama.store.state;
  const given = [...songs.values(), ...projects.values(), ...models.values(), ...collections.values(), ...(song?.parts ?? [])].map((it) => it.name);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.data.trim();
    const parent = node.parentElement;
    if (!text || !parent.checkVisibility() || isData(parent) || given.includes(text) || !/\p{L}{2}/u.test(text)) {
      continue;
    }
    if (!/^\[.*~\]$/s.test(text)) {
      foreign.push(text);
    } else if (parent.scrollWidth > parent.clientWidth + 1 && getComputedStyle(parent).display !== "inline" && !parent.closest(".clip, .work, .tab, .skip, .visually-hidden")) {
      cut.push(`${text.slice(0, 40)} (${parent.scrollWidth} in ${parent.clientWidth})`);
    }
  }
  for (const node of document.querySelectorAll("[aria-label], [title], [placeholder]")) {
    for (const name of ["aria-label", "title", "placeholder"]) {
      const text = node.getAttribute(name);
      if (text && node.checkVisibility() && !isData(node) && /\p{L}{3}/u.test(text) && !/^\[.*~\]$/s.test(text) && !/^[A-G][#b♯♭]?|\|/.test(text)) {
        foreign.push(`${name}: ${text}`);
      }
    }
  }
  return { foreign: [...new Set(foreign)], cut: [...new Set(cut)] };
}

for (const [width, height] of [[1440, 900], [360, 640]]) {
  test(`no text is written into the code or cut off, ${width} px`, async () => {
    await withPage(async ({ page }) => {
      for (const view of ["piece", "compose", "learn", "models", "history"]) {
        const tab = page.locator(`.tab-${view}`);
        if (await tab.isVisible()) {
          await tab.click();
          await page.locator(`#panel-${view} details:not(.fold-data)`).evaluateAll((all) => all.forEach((it) => { it.open = !it.closest(".model"); }));
          await page.waitForTimeout(200);
          const { foreign, cut } = await page.evaluate(unspoken);
          assert.deepEqual(foreign, [], `${view}: texts that no catalog has`);
          assert.deepEqual(cut, [], `${view}: texts that are cut off`);
        }
      }
    }, { width, height, path: "/?lang=pseudo" });
  });
}

test("the language changes without a reload, and what was typed stays", async () => {
  await withPage(async ({ page }) => {
    await page.getByLabel("Bars", { exact: true }).fill("12");
    await page.evaluate(() => { window.isSamePage = true; });
    await page.getByRole("button", { name: "Bahasa Indonesia" }).click();
    await page.getByRole("button", { name: "Gubah", exact: true }).first().waitFor();
    assert.equal(await page.getByLabel("Birama", { exact: true }).inputValue(), "12");
    assert.equal(await page.evaluate(() => window.isSamePage && document.documentElement.lang), "id");
    await page.reload();
    await page.getByLabel("Birama", { exact: true }).waitFor();
  });
});

for (const [language, typed] of [["en", "0.8"], ["en", "0,8"], ["id", "0,8"], ["id", "0.8"]]) {
  test(`${typed} is read as four fifths in ${language}`, async () => {
    await withPage(async ({ page }) => {
      const sent = page.waitForRequest((it) => it.url().endsWith("/api/compose"));
      await page.locator("input[name=temperature]").fill(typed);
      await page.keyboard.press("Enter");
      assert.equal((await sent).postDataJSON().brief.temperature, 0.8);
      assert.equal(await page.locator("input[name=temperature]").getAttribute("aria-invalid"), null);
    }, { path: `/?lang=${language}` });
  });
}
