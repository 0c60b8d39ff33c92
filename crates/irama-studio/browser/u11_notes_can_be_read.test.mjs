// U11: every note has a name that can be read aloud, in both languages, and can be reached, chosen and
// changed from the keyboard.

import assert from "node:assert/strict";
import { test } from "node:test";
import { audit } from "./kit/axe.mjs";
import { midiOf } from "./kit/midi.mjs";
import { withPage } from "./kit/page.mjs";

const NAMES = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"];
const BEAT = 480;

const PIECE = midiOf([
  { name: "Keys", program: 0, notes: [[0, 960, 67, 80], [4320, 480, 60, 90], [4440, 120, 63, 70]] },
  { name: "Drums", channel: 9, notes: [[240, 60, 36, 100], [4320, 60, 42, 60]] },
]);

/** Brings a piece in and opens the list of its notes. */
async function openNotes(page, bytes) {
  await page.locator("input[type=file][accept='.mid,.midi']").setInputFiles({ name: "read.mid", mimeType: "audio/midi", buffer: bytes });
  await page.waitForFunction(() => window.irama.store.state.song?.origin === "imported");
  await page.locator("#dock-tab-notes").click();
}

/** The names of all rows, which are there only while they are in sight. */
const allNames = (page) => page.evaluate(async () => {
  const body = document.querySelector(".note-body");
  const names = new Map();
  for (let top = 0; ; top += body.clientHeight) {
    body.scrollTop = top;
    await new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); });
    for (const row of document.querySelectorAll(".note-row")) {
      names.set(Number(row.getAttribute("aria-rowindex")), row.getAttribute("aria-label"));
    }
    if (top >= body.scrollHeight) {
      return [...names].sort((a, b) => a[0] - b[0]).map((it) => it[1]);
    }
  }
});

test("notes have the names that people read", async () => {
  await withPage(async ({ page }) => {
    await openNotes(page, PIECE);
    const grid = page.getByRole("grid", { name: "Notes" });
    const rows = ["G4, bar 1 beat 1, 2 beats", "Kick, bar 1 beat 1.5, 0.125 beats", "Closed hat, bar 3 beat 2, 0.125 beats", "C4, bar 3 beat 2, 1 beat", "D♯4, bar 3 beat 2.25, 0.25 beats"];
    for (const name of rows) {
      await grid.getByRole("row", { name, exact: true }).waitFor();
    }
    assert.equal(await grid.getAttribute("aria-rowcount"), "6");
    await page.getByRole("button", { name: "Bahasa Indonesia" }).click();
    await page.getByRole("grid", { name: "Not" }).getByRole("row", { name: "C4, birama 3 ketukan 2, 1 ketukan", exact: true }).waitFor();
    await page.getByRole("row", { name: "Kick, birama 1 ketukan 1,5, 0,125 ketukan", exact: true }).waitFor();
    assert.deepEqual(page.problems, []);
  }, { model: false });
});

test("every note of a whole piece has its name, in order", async (t) => {
  await withPage(async ({ page }) => {
    const song = await page.evaluate(() => window.irama.store.state.song);
    await page.locator("#dock-tab-notes").click();
    const names = await allNames(page);
    const all = song.parts.flatMap((part) => part.notes.map(([tick, length, pitch]) => ({ tick, length, pitch, isDrums: part.is_drums })));
    // Notes of one tick stay in the order of their parts.
    all.sort((a, b) => a.tick - b.tick);
    assert.equal(names.length, all.length);
    const written = (value) => String(Math.round(value * 1000) / 1000);
    const end = ({ tick, length }) => {
      const bar = song.bar_ticks.findLastIndex((it) => it <= tick);
      const long = length / BEAT;
      return `, bar ${bar + 1} beat ${written((tick - song.bar_ticks[bar]) / BEAT + 1)}, ${written(long)} ${long === 1 ? "beat" : "beats"}`;
    };
    const whole = (it) => `${NAMES[it.pitch % 12]}${Math.floor(it.pitch / 12) - 1}${end(it)}`;
    const expected = all.map((it, i) => (it.isDrums && names[i].endsWith(end(it)) && !/^[A-G]♯?\d/.test(names[i]) ? names[i] : whole(it)));
    assert.deepEqual(names, expected);
    t.diagnostic(`${names.length} notes`);
  }, { model: false });
});

test("a note is found, chosen, moved and deleted by keys", async () => {
  await withPage(async ({ page }) => {
    await openNotes(page, PIECE);
    const focused = () => page.evaluate(() => document.activeElement.getAttribute("aria-label"));
    await page.getByRole("row", { name: "G4, bar 1 beat 1, 2 beats", exact: true }).focus();
    await page.keyboard.press("End");
    assert.equal(await focused(), "D♯4, bar 3 beat 2.25, 0.25 beats");
    await page.keyboard.press("ArrowUp");
    assert.equal(await focused(), "Closed hat, bar 3 beat 2, 0.125 beats");
    await page.keyboard.press("ArrowUp");
    assert.equal(await focused(), "C4, bar 3 beat 2, 1 beat");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-selected")), "true");
    await page.keyboard.press("Control+ArrowUp");
    await page.waitForFunction(() => window.irama.store.state.song.parts[0].notes.some(([tick, , pitch]) => tick === 4320 && pitch === 61));
    await page.getByRole("row", { name: "C♯4, bar 3 beat 2, 1 beat", exact: true }).waitFor();
    assert.equal(await focused(), "C♯4, bar 3 beat 2, 1 beat", "the focus stays on the note");
    await page.keyboard.press("Delete");
    await page.waitForFunction(() => window.irama.store.state.song.notes === 4);
    await page.keyboard.press("Home");
    assert.equal(await focused(), "G4, bar 1 beat 1, 2 beats");
    assert.deepEqual(page.problems, []);
  }, { model: false });
});

/** Rows that can be seen in the list, by their place in it, and what of the list has no row. */
const inSight = (page) => page.evaluate(async () => {
  await new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); });
  const body = document.querySelector(".note-body").getBoundingClientRect();
  const boxes = [...document.querySelectorAll(".note-row")].map((it) => it.getBoundingClientRect()).filter((it) => it.bottom > body.top + 1 && it.top < body.bottom - 1).sort((a, b) => a.top - b.top);
  const focus = document.activeElement.getBoundingClientRect();
  return {
    covered: boxes.reduce((sum, it) => sum + Math.min(it.bottom, body.bottom) - Math.max(it.top, body.top), 0) / body.height,
    rows: document.querySelectorAll(".note-row").length,
    isFocusIn: focus.top >= body.top - 1 && focus.bottom <= body.bottom + 1,
  };
});

test("the rows that are there are those in sight, wherever the list is scrolled and the focus goes", async (t) => {
  await withPage(async ({ page }) => {
    await page.locator("#dock-tab-notes").click();
    const n = await page.evaluate(() => window.irama.roll.view.sheet.n);
    assert.ok(n > 200, `${n} notes are too few to scroll through`);
    for (const share of [0, 0.2, 0.5, 0.9, 1]) {
      await page.evaluate((share) => {
        const body = document.querySelector(".note-body");
        body.scrollTop = share * (body.scrollHeight - body.clientHeight);
      }, share);
      const { covered, rows } = await inSight(page);
      assert.ok(covered > 0.97, `at ${share} of the list, rows fill ${(covered * 100).toFixed(0)} % of what is seen`);
      assert.ok(rows < 60, `${rows} rows are there`);
    }
    await page.locator(".note-row[tabindex='0']").focus();
    for (const key of ["PageDown", "PageDown", "ArrowDown", "End", "ArrowUp", "PageUp", "Home"]) {
      await page.keyboard.press(key);
      const { isFocusIn, covered } = await inSight(page);
      assert.ok(isFocusIn, `${key} brings the focus into sight`);
      assert.ok(covered > 0.97, `after ${key} rows fill ${(covered * 100).toFixed(0)} %`);
    }
    t.diagnostic(`${n} notes`);
    assert.deepEqual(page.problems, []);
  }, { model: false });
});

for (const theme of ["light", "dark"]) {
  test(`axe finds nothing serious while notes, bars and parts are chosen, ${theme}`, async () => {
    await withPage(async ({ page }) => {
      await openNotes(page, PIECE);
      await page.locator(".note-row").nth(1).click();
      const bad = await audit(page, "notes");
      await page.locator("#dock-tab-parts").click();
      await page.locator(".track-name").first().click();
      await page.keyboard.press("]");
      await page.locator(".instrument-input").first().click();
      bad.push(...await audit(page, "parts"));
      assert.deepEqual(bad, []);
    }, { model: false, colorScheme: theme, reducedMotion: "reduce" });
  });
}
