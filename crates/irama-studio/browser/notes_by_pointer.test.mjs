// Notes are moved, made longer, drawn, deleted and chosen with the pointer; bars with the ruler. Each
// change is a version that can be undone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { midiOf } from "./kit/midi.mjs";
import { withPage } from "./kit/page.mjs";

const PIECE = midiOf([
  { name: "Keys", program: 0, notes: [[0, 480, 60, 80], [960, 480, 64, 80], [3840, 960, 67, 80]] },
  { name: "Bass", program: 33, channel: 1, notes: [[0, 1920, 40, 90]] },
]);

async function openPiece(page) {
  await page.locator("input[type=file][accept='.mid,.midi']").setInputFiles({ name: "edit.mid", mimeType: "audio/midi", buffer: PIECE });
  await page.waitForFunction(() => window.irama.store.state.song?.origin === "imported" && window.irama.roll.view.sheet.n === 4);
}

/** Where a tick and a pitch of a part are in the window, in the middle of their row. */
const at = (page, part, tick, pitch) => page.evaluate(([part, tick, pitch]) => {
  const { view } = window.irama.roll;
  const box = document.querySelector(".roll-window").getBoundingClientRect();
  return { x: box.x + view.xOf(tick), y: box.y + view.yOf(view.rowOf(view.sheet.parts[part], pitch)) + view.rowHeight / 2 };
}, [part, tick, pitch]);

async function drag(page, from, to) {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 3 });
  await page.mouse.move(to.x, to.y, { steps: 3 });
  await page.mouse.up();
}

const notes = (page, part) => page.evaluate((part) => window.irama.store.state.song.parts[part].notes, part);
/** Waits until the `n`th version is shown. */
const version = (page, n) => page.waitForFunction((n) => {
  const { project, song } = window.irama.store.state;
  return project.cursor === n && project.versions[n]?.song === song.id;
}, n);
const versionsNow = (page) => page.evaluate(() => window.irama.store.state.project.cursor);
const chosen = (page) => page.evaluate(async () => [...(await import("/piece/chosen.js")).chosenKeys()]);

test("a note is moved, made longer, drawn and deleted", async () => {
  await withPage(async ({ page }) => {
    await openPiece(page);
    const n = await versionsNow(page);
    const on = (tick, pitch) => at(page, 0, tick, pitch);

    await drag(page, await on(100, 60), await on(100 + 240, 62));
    await version(page, n + 1);
    assert.deepEqual((await notes(page, 0))[0], [240, 480, 62, 80], "moved by an eighth and a tone");

    const end = await on(1438, 64);
    await drag(page, end, { x: (await on(1920, 64)).x, y: end.y });
    await version(page, n + 2);
    assert.deepEqual((await notes(page, 0))[1], [960, 960, 64, 80], "longer, to the end of the bar");

    const free = await on(2410, 70);
    await page.mouse.dblclick(free.x, free.y);
    await version(page, n + 3);
    assert.deepEqual((await notes(page, 0))[2], [2400, 120, 70, 90], "a double click draws a sixteenth");

    await page.mouse.dblclick((await on(2450, 70)).x, free.y);
    await version(page, n + 4);
    assert.equal((await notes(page, 0)).length, 3, "and deletes one");

    await page.getByRole("button", { name: "Draw notes (D)" }).click();
    await drag(page, await on(2890, 58), await on(3350, 58));
    await version(page, n + 5);
    assert.deepEqual((await notes(page, 0))[2], [2880, 480, 58, 90], "the pencil draws as long as it is dragged");

    for (let i = 0; i < 5; i++) {
      await page.keyboard.press("ControlOrMeta+Z");
    }
    await version(page, n);
    assert.deepEqual(await notes(page, 0), [[0, 480, 60, 80], [960, 480, 64, 80], [3840, 960, 67, 80]]);
    assert.deepEqual(page.problems, []);
  }, { model: false });
});

test("a rectangle chooses notes, and they move together", async () => {
  await withPage(async ({ page }) => {
    await openPiece(page);
    const n = await versionsNow(page);
    await drag(page, await at(page, 0, 1500, 70), await at(page, 0, 10, 58));
    assert.deepEqual((await chosen(page)).sort(), ["0:0:60", "0:960:64"]);
    await drag(page, await at(page, 0, 1100, 64), await at(page, 0, 1100 + 480, 63));
    await version(page, n + 1);
    assert.deepEqual((await notes(page, 0)).slice(0, 2), [[480, 480, 59, 80], [1440, 480, 63, 80]]);
    assert.deepEqual((await chosen(page)).sort(), ["0:1440:63", "0:480:59"], "they stay chosen");
    assert.deepEqual(await notes(page, 1), [[0, 1920, 40, 90]], "the other part stays");
    await page.keyboard.press("Delete");
    await version(page, n + 2);
    assert.equal((await notes(page, 0)).length, 1);
  }, { model: false });
});

test("the ruler seeks by a click, chooses bars by a drag, and moves the ends of a loop", async () => {
  await withPage(async ({ page }) => {
    await openPiece(page);
    const ruler = await page.locator(".roll-ruler-place").boundingBox();
    const y = ruler.y + ruler.height / 2;
    const x = async (tick) => (await at(page, 0, tick, 60)).x;
    await page.mouse.click(await x(1925), y);
    await page.waitForFunction(() => window.irama.store.state.play.tick === 1920);
    await drag(page, { x: await x(100), y }, { x: await x(2100), y });
    assert.deepEqual(await page.evaluate(() => window.irama.store.state.selection.bars), [1, 2]);
    await page.locator(".roll-scroll").focus();
    await page.keyboard.press("Shift+ArrowRight");
    assert.deepEqual(await page.evaluate(() => window.irama.store.state.selection.bars), [1, 3]);
    await page.keyboard.press("l");
    assert.deepEqual(await page.evaluate(() => window.irama.store.state.play.loop), [0, 5760]);
    await drag(page, { x: await x(5760) - 2, y: ruler.y + 4 }, { x: await x(3840), y: ruler.y + 4 });
    assert.deepEqual(await page.evaluate(() => window.irama.store.state.play.loop), [0, 3840]);
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => window.irama.store.state.selection.bars), null);
    assert.deepEqual(page.problems, []);
  }, { model: false });
});

test("a drag up with Alt makes notes louder, and buttons and keys move them by octaves", async () => {
  await withPage(async ({ page }) => {
    await openPiece(page);
    const n = await versionsNow(page);
    const note = await at(page, 0, 4000, 67);
    await page.keyboard.down("Alt");
    await drag(page, note, { x: note.x + 4, y: note.y - 20 });
    await page.keyboard.up("Alt");
    await version(page, n + 1);
    assert.deepEqual((await notes(page, 0))[2], [3840, 960, 67, 95], "three levels for four pixels");
    await page.getByRole("button", { name: "An octave up" }).click();
    await version(page, n + 2);
    assert.deepEqual((await notes(page, 0))[2], [3840, 960, 79, 95]);
    await page.locator(".roll-scroll").focus();
    await page.keyboard.press("Alt+Shift+ArrowDown");
    await page.keyboard.press("Alt+Shift+ArrowDown");
    await version(page, n + 4);
    assert.deepEqual((await notes(page, 0))[2], [3840, 960, 55, 95]);
    assert.deepEqual(await chosen(page), ["0:3840:55"], "the note stays chosen");
    // Alt sideways moves free of the grid.
    const low = await at(page, 0, 4000, 55);
    await page.keyboard.down("Alt");
    await drag(page, low, { x: low.x + 13, y: low.y + 2 });
    await page.keyboard.up("Alt");
    await version(page, n + 5);
    const [tick, , pitch] = (await notes(page, 0))[2];
    assert.equal(pitch, 55);
    assert.ok(tick > 3840 && tick % 120 !== 0, `moved to ${tick}`);
    assert.deepEqual(page.problems, []);
  }, { model: false });
});
