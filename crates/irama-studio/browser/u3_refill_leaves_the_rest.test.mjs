// U3: one bar of thirty-two is written anew within a second; every other note stays as it was, and so
// does a locked one in the bar itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { compose, withPage } from "./kit/page.mjs";
import { slack } from "./kit/studio.mjs";

const BARS = 32;
const TIMES = slack > 1 ? 10 : 100;
const LIMIT_MS = 1000;

const songNow = (page) => page.evaluate(() => window.irama.store.state.song);

/** Composes thirty-two bars and leaves them on the table. */
async function thirtyTwo(page) {
  await page.getByLabel("Bars", { exact: true }).fill(String(BARS));
  await page.locator("input[name=variations][value='1'], .segments[data-name=variations] input[value='1']").check({ force: true });
  await compose(page);
  await page.waitForFunction((bars) => window.irama.store.state.song?.bars === bars, BARS);
}

// A note that is played a little early belongs to the bar that it is meant for: onsets have steps of 20
// ticks, around which they lie by fifths of one (`irama-events`, grid).
const meant = (tick) => Math.floor((Math.floor((tick + 2) / 4) + 2) / 5) * 20;

/** What stands outside a bar, as lines; and what begins in it. */
function split(song, bar) {
  const [from, to] = [song.bar_ticks[bar - 1], song.bar_ticks[bar]];
  const lines = (isIn) => song.parts.flatMap((part, idx) => part.notes.filter(([tick]) => (meant(tick) >= from && meant(tick) < to) === isIn).map((it) => `${idx} ${it.join(" ")}`));
  return { outside: lines(false), inside: lines(true) };
}

const placeOf = (page, bar) => page.evaluate(async (bar) => {
  const { shown } = await import("/piece/shown.js");
  const scroller = document.querySelector(".roll-scroll");
  const ruler = document.querySelector(".roll-ruler-place").getBoundingClientRect();
  // Where the bar is, by what the roll says of its whole width.
  const scale = window.irama.roll.view.scale;
  const { starts } = shown.sheet;
  scroller.scrollLeft = Math.max(0, starts[bar - 1] * scale - 60);
  await new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); });
  const { view } = window.irama.roll;
  return { y: ruler.y + ruler.height / 2, from: ruler.x + view.xOf(starts[bar - 1]) + 4, to: ruler.x + view.xOf(starts[bar]) - 4 };
}, bar);

/** Chooses a bar by dragging over it in the ruler. */
async function chooseBar(page, bar) {
  const { y, from, to } = await placeOf(page, bar);
  await page.mouse.move(from, y);
  await page.mouse.down();
  await page.mouse.move((from + to) / 2, y);
  await page.mouse.move(to, y);
  await page.mouse.up();
  assert.deepEqual(await page.evaluate(() => window.irama.store.state.selection.bars), [bar, bar]);
}

/** Waits until the sound of the version before is there: nobody writes anew what was not heard yet. */
async function soundIsThere(page) {
  await page.waitForTimeout(100);
  await page.waitForFunction(() => window.stemsUnderWay === 0, undefined, { timeout: 120_000 });
}

/** Counts requests for sound that are under way. */
const countStems = (page) => page.evaluate(() => {
  const plain = window.fetch;
  window.stemsUnderWay = 0;
  window.fetch = async (...given) => {
    const isStem = String(given[0]).includes("/stems/");
    window.stemsUnderWay += isStem ? 1 : 0;
    try {
      return await plain(...given);
    } finally {
      window.stemsUnderWay -= isStem ? 1 : 0;
    }
  };
});

/** Presses Refill and waits for the new version; returns how long that took. */
async function refill(page) {
  const before = await page.evaluate(() => window.irama.store.state.song.id);
  const took = page.evaluate((before) => new Promise((resolve) => {
    const began = performance.now();
    const end = window.irama.store.watch((it) => it.song?.id, (id) => {
      if (id !== before) {
        end();
        resolve(performance.now() - began);
      }
    });
  }), before);
  await page.getByRole("button", { name: "Refill", exact: true }).click();
  return took;
}

test("a bar is written anew and all else stays, as often as it is asked for", async (t) => {
  await withPage(async ({ page }) => {
    await countStems(page);
    await thirtyTwo(page);
    const times = [];
    let changed = 0;
    for (let i = 0; i < TIMES; i++) {
      const bar = 1 + ((i * 7) % BARS);
      const before = split(await songNow(page), bar);
      await chooseBar(page, bar);
      await soundIsThere(page);
      times.push(await refill(page));
      const after = split(await songNow(page), bar);
      assert.deepEqual(after.outside, before.outside, `bar ${bar}: all other notes stay`);
      changed += after.inside.join() === before.inside.join() ? 0 : 1;
    }
    times.sort((a, b) => a - b);
    const [middle, slow] = [times[TIMES >> 1], times[Math.floor(TIMES * 0.95)]];
    t.diagnostic(`${TIMES} refills, median ${middle.toFixed(0)} ms, p95 ${slow.toFixed(0)} ms; ${changed}/${TIMES} bars became others`);
    assert.ok(changed >= TIMES * 0.9, `only ${changed} of ${TIMES} bars changed`);
    assert.ok(middle <= LIMIT_MS * slack, `${middle} ms`);
    assert.deepEqual(page.problems, []);
  });
});

test("locked notes in the bar stay", async () => {
  await withPage(async ({ page }) => {
    await thirtyTwo(page);
    const song = await songNow(page);
    // A bar with a few notes, and one of them that is taken by its name in the list.
    const bar = 1 + song.bar_ticks.slice(0, BARS).findIndex((_, i) => split(song, i + 1).inside.length >= 4);
    await page.locator("#dock-tab-notes").click();
    const index = split(song, bar).inside[1].split(" ").map(Number);
    await page.evaluate(async ([part, tick, , pitch]) => (await import("/piece/chosen.js")).choose([`${part}:${tick}:${pitch}`]), index);
    await page.getByRole("button", { name: "Lock", exact: true }).click();
    assert.equal(await page.evaluate(() => window.irama.store.state.locks.notes.size), 1);
    await page.keyboard.press("Escape");
    for (let i = 0; i < 3; i++) {
      await chooseBar(page, bar);
      await refill(page);
      const { inside } = split(await songNow(page), bar);
      assert.ok(inside.includes(index.join(" ")), `the locked note ${index} is among ${inside.join("; ")}`);
    }
    // A locked part stays whole.
    await page.evaluate(() => window.irama.store.update((it) => { it.locks = { bars: new Set(), parts: new Set([0]), notes: new Set() }; }));
    const before = (await songNow(page)).parts[0].notes;
    await chooseBar(page, bar);
    await refill(page);
    assert.deepEqual((await songNow(page)).parts[0].notes, before);
    assert.deepEqual(page.problems, []);
  });
});
