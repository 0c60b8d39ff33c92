// Songs are deleted: with the page that was closed at once, and out of the project that has them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { midiOf } from "./kit/midi.mjs";
import { openPage, withPage } from "./kit/page.mjs";

const PIECE = midiOf([{ name: "Keys", notes: [[0, 480, 60, 80]] }]);
const send = (studio, name) => studio.api("POST", `/songs?name=${name}.mid`, new Uint8Array(PIECE));

async function remove(page, song) {
  await page.locator(".tab-history").click();
  await page.locator(`.song-row[data-song="${song.id}"]`).getByRole("button", { name: /^More for / }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
}

const isThere = async (studio, id) => (await studio.api("GET", "/state")).songs.some((it) => it.id === id);

test("a song is gone although the page was closed at once", async () => {
  await withPage(async ({ page, studio, browser }) => {
    const song = await send(studio, "alone");
    await remove(page, song);
    await page.getByText("alone is deleted.").waitFor();
    assert.ok(await isThere(studio, song.id), "it can be brought back as long as the note is there");
    await page.close({ runBeforeUnload: true });
    const other = await openPage(browser, studio);
    await other.waitForFunction((id) => !window.irama.store.state.songs.has(id), song.id);
    assert.ok(!await isThere(studio, song.id));
  }, { model: false });
});

test("a version is taken out of its project, after a question", async () => {
  await withPage(async ({ page, studio }) => {
    const first = await page.evaluate(() => window.irama.store.state.song.id);
    const song = await send(studio, "version");
    await page.waitForFunction((id) => window.irama.store.state.songs.has(id), song.id);
    await page.evaluate((id) => window.irama.actions.showSong(id), song.id);
    await page.waitForFunction((id) => window.irama.store.state.song.id === id, song.id);
    await remove(page, song);
    const dialog = page.getByRole("dialog");
    await dialog.getByText("is a version of the project").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    assert.ok(await isThere(studio, song.id));
    await remove(page, song);
    await dialog.getByRole("button", { name: "Delete" }).click();
    await page.waitForFunction((id) => window.irama.store.state.song.id === id, first);
    assert.ok(!await isThere(studio, song.id));
    // What is left is all that the project has: that one stays, and the page says why.
    await remove(page, { id: first });
    await dialog.getByRole("button", { name: "Delete" }).click();
    await page.getByText("is all there is in the project").waitFor();
    assert.deepEqual(page.problems, []);
  }, { model: false });
});
