// A folder that is dropped on the page becomes a collection with all MIDI files in it, however deep.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loop } from "./kit/midi.mjs";
import { withPage } from "./kit/page.mjs";

test("a folder is dropped and read", async () => {
  const folder = join(mkdtempSync(join(tmpdir(), "irama-drop-")), "my loops");
  mkdirSync(join(folder, "deep", "deeper"), { recursive: true });
  // A reader gives at most a hundred entries at a time.
  for (let i = 0; i < 120; i++) {
    writeFileSync(join(folder, "deep", `${i}.mid`), loop(i));
  }
  writeFileSync(join(folder, "top.mid"), loop(200));
  writeFileSync(join(folder, "deep", "deeper", "low.mid"), loop(201));
  writeFileSync(join(folder, "cover.png"), "no music");
  try {
    await withPage(async ({ page }) => {
      const devtools = await page.context().newCDPSession(page);
      const data = { items: [], files: [folder], dragOperationsMask: 1 };
      for (const type of ["dragEnter", "dragOver"]) {
        await devtools.send("Input.dispatchDragEvent", { type, x: 700, y: 400, data });
      }
      await page.getByText("Let go", { exact: false }).or(page.locator(".drop-veil")).first().waitFor({ state: "visible" });
      await devtools.send("Input.dispatchDragEvent", { type: "drop", x: 700, y: 400, data });
      await page.waitForFunction(() => [...window.irama.store.state.collections.values()].some((it) => it.name === "my loops" && it.state === "ready"), null, { timeout: 120_000 });
      const collection = await page.evaluate(() => [...window.irama.store.state.collections.values()].find((it) => it.name === "my loops"));
      assert.equal(collection.summary.files_kept, 122);
      assert.equal(await page.locator(".drop-veil").isVisible(), false);
      assert.deepEqual(page.problems, []);
    }, { model: false });
  } finally {
    rmSync(join(folder, ".."), { recursive: true, force: true });
  }
});
