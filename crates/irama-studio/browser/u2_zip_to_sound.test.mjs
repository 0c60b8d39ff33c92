// U2: from a zip of loops to a heard result in at most six actions, by visible labels alone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { loops } from "./kit/midi.mjs";
import { withPage } from "./kit/page.mjs";

test("a zip becomes a model and a piece that sounds, in six actions", async (t) => {
  await withPage(async ({ page }) => {
    let actions = 0;
    const act = async (run) => {
      actions += 1;
      await run();
    };
    const button = (name) => page.getByRole("button", { name, exact: true });

    await act(() => page.getByRole("navigation").getByRole("button", { name: "Learn" }).click());
    await act(async () => {
      const chooser = page.waitForEvent("filechooser");
      await button("Choose files").click();
      await (await chooser).setFiles({ name: "my loops.zip", mimeType: "application/zip", buffer: loops() });
    });
    await page.getByText("24 files, ").waitFor();
    await act(() => page.getByLabel("Minutes, exactly").fill("0.05"));
    await act(() => page.getByRole("region", { name: "Learn" }).getByRole("button", { name: "Learn", exact: true }).click());
    await button("Compose with it").waitFor({ timeout: 120_000 });
    await act(() => button("Compose with it").click());
    await page.waitForFunction(() => window.irama.store.state.song?.origin === "composed", null, { timeout: 60_000 });
    await act(() => page.keyboard.press("Space"));
    await page.waitForFunction(() => window.irama.store.state.play.state === "playing" && window.irama.player.currentTick() > 0);

    t.diagnostic(`${actions} actions`);
    assert.ok(actions <= 6, `${actions} actions`);
    assert.deepEqual(page.problems, []);
  }, { model: false });
});
