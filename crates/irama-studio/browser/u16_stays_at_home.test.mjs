// U16: the page asks nobody but its own studio, and works where there is no network.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { compose, withPage } from "./kit/page.mjs";

test("no request leaves the studio", async () => {
  await withPage(async ({ page }) => {
    await compose(page);
    for (const view of ["learn", "models", "history", "compose"]) {
      await page.locator(`.tab-${view}`).click();
    }
    await page.keyboard.press("Space");
    await page.waitForFunction(() => window.irama.store.state.play.state === "playing");
    assert.deepEqual(page.outside, []);
    assert.deepEqual(page.problems, []);
  });
});

const hasNamespaces = spawnSync("unshare", ["-rn", "sh", "-c", "ip link set lo up"]).status === 0;

test("the first piece sounds without a network", { skip: !hasNamespaces && "unshare -rn is not allowed here" }, () => {
  const inner = fileURLToPath(new URL("u1_sound_within_two_actions.test.mjs", import.meta.url));
  // A test that runs in a test would report to the outer one instead of to us.
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const ran = spawnSync("unshare", ["-rn", "sh", "-c", 'ip link set lo up && exec "$0" --test "$1"', process.execPath, inner], { encoding: "utf8", env });
  assert.equal(ran.status, 0, ran.stdout + ran.stderr);
});
