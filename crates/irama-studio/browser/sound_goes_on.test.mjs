// Whoever listens while the piece changes hears it go on; sound that fails says so and can be tried
// again; listening to another piece leaves this one where it is.

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loop } from "./kit/midi.mjs";
import { withPage } from "./kit/page.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const playing = (page) => page.evaluate(() => window.irama.store.state.play.state);
const isPlaying = (page) => page.waitForFunction(() => window.irama.store.state.play.state === "playing" && window.irama.player.currentTick() > 100);

/** By how many milliseconds the playhead and the wall clock came apart from one frame to the next, at worst,
 *  while `change` runs and until another song sounds. */
const drift = (page, change) => page.evaluate(async (change) => {
  const { player, store } = window.irama;
  const { id, tempo } = store.state.song;
  const seen = [];
  let isOver = false;
  const look = () => {
    seen.push([performance.now(), player.currentTick()]);
    if (!isOver) requestAnimationFrame(look);
  };
  look();
  await new Function(`return (async () => { const { actions } = window.irama; ${change} })()`)();
  while (player.now?.song.id === id) {
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
  await new Promise((resolve) => { setTimeout(resolve, 400); });
  isOver = true;
  const pace = (tempo * 480) / 60_000;
  const apart = seen.slice(1).map(([time, tick], i) => Math.abs((tick - seen[i][1]) / pace - (time - seen[i][0])));
  return { worst: Math.max(...apart), state: store.state.play.state, sounds: player.now?.song.id, shown: store.state.song.id };
}, change);

test("edits and undo while it plays: the music goes on from the same place", async (t) => {
  await withPage(async ({ page }) => {
    await page.keyboard.press("Space");
    await isPlaying(page);
    for (const change of ["await actions.edit([{ op: 'transpose', semitones: 2, parts: [0] }]);", "await actions.undo();", "await actions.compare();", "await actions.compare();", "await actions.edit([{ op: 'program', part: 0, program: 40 }]);"]) {
      const { worst, state, sounds, shown } = await drift(page, change);
      t.diagnostic(`${worst.toFixed(1)} ms apart at worst`);
      assert.ok(worst <= 30, `${worst} ms`);
      assert.equal(state, "playing");
      assert.equal(sounds, shown);
    }
    assert.deepEqual(page.problems, []);
  }, { model: false, bypassCSP: true });
});

test("only the sound of parts that changed is sent again", async () => {
  await withPage(async ({ page }) => {
    await page.keyboard.press("Space");
    await isPlaying(page);
    await page.evaluate(async () => {
      window.decoded = 0;
      const { decodeAudioData } = BaseAudioContext.prototype;
      OfflineAudioContext.prototype.decodeAudioData = function decode(...given) {
        window.decoded += 1;
        return decodeAudioData.apply(this, given);
      };
      const { id } = window.irama.store.state.song;
      await window.irama.actions.edit([{ op: "transpose", semitones: 1, parts: [0] }]);
      while (window.irama.player.now?.song.id === id) {
        await new Promise((resolve) => { setTimeout(resolve, 20); });
      }
    });
    assert.equal(await page.evaluate(() => window.decoded), 1);
  }, { model: false });
});

test("sound that fails says so, and playing again tries again", async () => {
  await withPage(async ({ page, studio }) => {
    await page.route("**/stems/*", (route) => route.abort("connectionrefused"));
    const song = await studio.api("POST", "/songs?name=x.mid", new Uint8Array(loop(1)));
    await page.evaluate((id) => window.irama.actions.showSong(id), song.id);
    await page.keyboard.press("Space");
    await page.locator("[role=alert] .toast").waitFor();
    assert.equal(await playing(page), "error");
    assert.match(await page.locator(".transport [role=status]").textContent(), /No sound/);
    await page.unroute("**/stems/*");
    await page.keyboard.press("Space");
    await isPlaying(page);
    assert.deepEqual(page.problems, []);
  }, { model: false });
});

test("another piece for a listen: this one rests where it is", async () => {
  await withPage(async ({ page, studio }) => {
    const other = await studio.api("POST", "/songs?name=x.mid", new Uint8Array(loop(2)));
    await page.keyboard.press("Space");
    await isPlaying(page);
    await page.evaluate((id) => window.irama.actions.audition(id), other.id);
    await page.waitForFunction((id) => window.irama.player.now?.song.id === id, other.id);
    assert.equal(await playing(page), "paused");
    const place = await page.evaluate(() => window.irama.player.currentTick());
    await page.evaluate((id) => window.irama.actions.audition(id), other.id);
    assert.deepEqual(await page.evaluate(() => [window.irama.store.state.audition, window.irama.player.now]), [null, null]);
    await page.keyboard.press("Space");
    await page.waitForFunction((tick) => window.irama.player.currentTick() > tick, place);
    assert.ok(await page.evaluate(() => window.irama.player.currentTick()) < place + 1920, "goes on from there");
    // A short piece comes to its end by itself.
    await page.evaluate((id) => { window.irama.player.pause(); return window.irama.player.audition(id); }, other.id);
    await page.waitForFunction(() => window.irama.store.state.audition === null, null, { timeout: 20_000 });
    assert.deepEqual(page.problems, []);
  }, { model: false });
});

test("an instrument is found and taken by keyboard, and heard in the next version", async () => {
  await withPage(async ({ page }) => {
    const field = page.getByRole("combobox", { name: /^Instrument of/ }).first();
    await field.focus();
    await page.keyboard.press("ArrowDown");
    assert.equal(await field.getAttribute("aria-expanded"), "true");
    await field.fill("fiddle");
    const active = await field.getAttribute("aria-activedescendant");
    assert.match(await page.locator(`#${active}`).textContent(), /111\s*Fiddle/);
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => window.irama.store.state.project.cursor), 0, "Escape leaves it");
    await field.fill("vio");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => window.irama.store.state.song.parts[0].program === 41);
    assert.equal(await field.inputValue(), "Viola");
    assert.equal(await field.getAttribute("aria-expanded"), "false");
    const drums = page.getByRole("combobox", { name: /Drums/ });
    await drums.click();
    assert.ok(await page.getByRole("option", { name: "Jazz Kit" }).isVisible());
    assert.equal(await page.getByRole("option", { name: "Violin" }).count(), 0);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run(".transport, .tracks"));
    assert.deepEqual(violations.map((it) => `${it.id}: ${it.nodes[0].html}`), []);
  }, { model: false, bypassCSP: true });
});

for (const [language, typed] of [["en", "92.5"], ["id", "92,5"], ["en", "92,5"]]) {
  test(`a tempo of ${typed} makes a new version (${language})`, async () => {
    await withPage(async ({ page }) => {
      const field = page.locator(".tempo input");
      await field.fill(typed);
      await field.press("Enter");
      await page.waitForFunction(() => Math.abs(window.irama.store.state.song.tempo - 92.5) < 0.01);
      await field.fill("fast");
      await field.press("Enter");
      assert.equal(await field.getAttribute("aria-invalid"), "true");
      await field.press("Escape");
      assert.match(await field.inputValue(), language === "id" ? /^92,5$/ : /^92\.5$/);
      assert.deepEqual(page.problems, []);
    }, { model: false, path: `/?lang=${language}` });
  });
}
