// U7: after two hundred edits, undoing all of them gives the piece of the beginning, and redoing all of
// them that of the end, to the byte. What is shown meanwhile is what the server has.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { withPage } from "./kit/page.mjs";
import { chanceOf, randomEdits } from "./kit/edits.mjs";

const EDITS = 200;

/** The hash of the MIDI file of the song on the table. */
async function hashOf(page, studio) {
  const id = await page.evaluate(() => window.irama.store.state.song.id);
  const bytes = await (await fetch(`${studio.url}/api/songs/${id}/midi`)).arrayBuffer();
  return createHash("sha256").update(Buffer.from(bytes)).digest("hex");
}

const notesOf = (page) => page.evaluate(() => window.irama.store.state.song.parts.map((it) => it.notes));
const cursorIs = (page, at) => page.waitForFunction((at) => {
  const { project, song } = window.irama.store.state;
  return project.cursor === at && project.versions[at]?.song === song.id;
}, at, { timeout: 120_000 });

/** The notes that the roll and the list have, as the song has them. */
const shownNotes = (page) => page.evaluate(async () => {
  const { shown } = await import("/piece/shown.js");
  return shown.sheet.parts.map((it) => Array.from({ length: it.n }, (_, i) => [it.tick[i], it.length[i], it.pitch[i], it.velocity[i]]));
});

test("two hundred edits are undone and done again", async (t) => {
  await withPage(async ({ page, studio }) => {
    const first = await hashOf(page, studio);
    const chance = chanceOf(7);
    const began = performance.now();
    for (let i = 0; i < EDITS; i++) {
      const edits = randomEdits(await page.evaluate(() => window.irama.store.state.song), chance);
      await page.evaluate(async (edits) => (await import("/piece/shown.js")).edit(edits), edits);
      await cursorIs(page, i + 1);
    }
    const last = await hashOf(page, studio);
    assert.notEqual(last, first);
    assert.deepEqual(await shownNotes(page), await notesOf(page), "the roll shows what the server has");
    const edited = performance.now();

    await page.locator(".roll-scroll").focus();
    for (let i = 0; i < EDITS; i++) {
      await page.keyboard.press("ControlOrMeta+Z");
    }
    await cursorIs(page, 0);
    assert.equal(await hashOf(page, studio), first, "undo goes back to the beginning");
    assert.deepEqual(await shownNotes(page), await notesOf(page));

    for (let i = 0; i < EDITS; i++) {
      await page.keyboard.press("ControlOrMeta+Shift+Z");
    }
    await cursorIs(page, EDITS);
    assert.equal(await hashOf(page, studio), last, "redo goes on to the end");
    assert.deepEqual(await shownNotes(page), await notesOf(page));
    t.diagnostic(`${EDITS} edits in ${((edited - began) / 1000).toFixed(1)} s, undone and redone in ${((performance.now() - edited) / 1000).toFixed(1)} s`);
    assert.deepEqual(page.problems, []);
  }, { model: false });
});

test("an edit after an undo cuts off what was to be redone", async () => {
  await withPage(async ({ page }) => {
    const edit = (semitones) => page.evaluate(async (semitones) => (await import("/piece/shown.js")).edit([{ op: "transpose", semitones }]), semitones);
    await edit(1);
    await edit(1);
    await cursorIs(page, 2);
    await page.keyboard.press("ControlOrMeta+Z");
    await cursorIs(page, 1);
    await edit(-1);
    await cursorIs(page, 2);
    const { versions, cursor } = await page.evaluate(() => window.irama.store.state.project);
    assert.equal(versions.length, 3);
    assert.equal(cursor, 2);
    assert.ok(await page.getByRole("button", { name: "Redo" }).isDisabled());
  }, { model: false });
});
