// U4: a locked seed gives the same file each time; the dice gives another.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { compose, withPage } from "./kit/page.mjs";

const RUNS = 10;

async function fingerprint(page, studio) {
  const job = await compose(page);
  const answer = await fetch(`${studio.url}/api/songs/${job.songs[0]}/midi`);
  return createHash("sha256").update(Buffer.from(await answer.arrayBuffer())).digest("hex");
}

test("the seed decides", async (t) => {
  await withPage(async ({ page, studio }) => {
    await page.getByLabel("Bars", { exact: true }).fill("4");
    await page.getByRole("radiogroup", { name: "Variations" }).getByRole("radio", { name: "1", exact: true }).check();
    await page.getByLabel("Seed", { exact: true }).first().fill("41");
    assert.equal(await page.getByRole("button", { name: "Keep the seed" }).getAttribute("aria-pressed"), "true", "typing a seed locks it");
    const same = new Set();
    for (let i = 0; i < RUNS; i++) {
      same.add(await fingerprint(page, studio));
    }
    assert.equal(same.size, 1, `${same.size} different files of one seed`);

    let changed = 0;
    let before = [...same][0];
    for (let i = 0; i < RUNS; i++) {
      await page.getByRole("button", { name: "Roll another seed" }).click();
      const now = await fingerprint(page, studio);
      changed += Number(now !== before);
      before = now;
    }
    t.diagnostic(`same ${RUNS}/${RUNS}, changed by the dice ${changed}/${RUNS}`);
    assert.ok(changed >= 9, `the dice changed ${changed} of ${RUNS}`);
    assert.deepEqual(page.problems, []);
  });
});
