// U6: mute and solo do what they do on every mixer, for all sixteen ways in which two parts can be
// muted and solo: measured as the energy of each part in the mix, set by the buttons of the page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { midiOf } from "./kit/midi.mjs";
import { openBrowser, openPage } from "./kit/page.mjs";
import { openStudio } from "./kit/studio.mjs";

const notes = (pitch) => Array.from({ length: 8 }, (_, i) => [i * 480, 400, pitch, 90]);
const PARTS = [{ name: "High", program: 73, notes: notes(84) }, { name: "Low", program: 33, channel: 1, notes: notes(36) }, { name: "Mid", program: 0, channel: 2, notes: notes(60) }];

async function withParts(run) {
  const studio = await openStudio();
  const browser = await openBrowser();
  try {
    const song = await studio.api("POST", "/songs?name=parts.mid", new Uint8Array(midiOf(PARTS)));
    const project = await studio.api("POST", "/projects", { name: "Parts", song: song.id });
    const page = await openPage(browser, studio);
    await run({ page, studio, project });
    assert.deepEqual(page.problems, []);
  } finally {
    await browser.close();
    await studio.close();
  }
}

const energies = (page) => page.evaluate(async () => {
  const { store, player } = window.irama;
  const { song, project } = store.state;
  return player.energies(await player.renderOffline(song, project.mixer, 2));
});

async function press(page, what, name, isOn) {
  const button = page.getByRole("button", { name: `${what} ${name}`, exact: true });
  if ((await button.getAttribute("aria-pressed")) !== String(isOn)) {
    await button.click();
  }
}

test("the truth table of mute and solo, 16 of 16", async (t) => {
  await withParts(async ({ page }) => {
    const open = await energies(page);
    assert.ok(open.every((it) => it > 1), `all parts sound: ${open}`);
    let right = 0;
    for (let row = 0; row < 16; row++) {
      const [muteA, soloA, muteB, soloB] = [8, 4, 2, 1].map((it) => Boolean(row & it));
      await press(page, "Mute", "High", muteA);
      await press(page, "Solo", "High", soloA);
      await press(page, "Mute", "Low", muteB);
      await press(page, "Solo", "Low", soloB);
      const isAnySolo = soloA || soloB;
      const expected = [!muteA && (soloA || !isAnySolo), !muteB && (soloB || !isAnySolo), !isAnySolo];
      const found = await energies(page);
      const heard = found.map((it) => it > 0);
      assert.deepEqual(heard, expected, `row ${row}: mute ${muteA} ${muteB}, solo ${soloA} ${soloB}`);
      found.forEach((it, i) => expected[i] && assert.ok(Math.abs(it / open[i] - 1) < 1e-6, "as loud as ever"));
      right += 1;
    }
    t.diagnostic(`${right} of 16`);
  });
});

test("what sounds obeys at once, and a version and a reload keep it", async () => {
  await withParts(async ({ page, studio, project }) => {
    await page.keyboard.press("Space");
    await page.waitForFunction(() => window.irama.player.level(0) > 0.001 && window.irama.player.level(1) > 0.001);
    await press(page, "Mute", "High", true);
    await page.waitForFunction(() => window.irama.player.level(0) < 1e-6 && window.irama.player.level(1) > 0.001);
    await page.evaluate(() => window.irama.actions.edit([{ op: "rename", part: 0, name: "Sky" }]));
    await page.getByRole("button", { name: "Mute Sky", exact: true }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Mute Sky", exact: true }).getAttribute("aria-pressed"), "true");
    await page.waitForTimeout(800);
    const kept = await studio.api("GET", `/projects/${project.id}`);
    assert.equal(kept.mixer.parts[0].mute, true);
    await page.reload();
    await page.waitForSelector("html[data-ready]");
    const [high, low] = await energies(page);
    assert.ok(high === 0 && low > 1, `${high} ${low}`);
  });
});

test("half the volume is a quarter of the gain, and the slider says so", async () => {
  await withParts(async ({ page }) => {
    const open = await energies(page);
    await page.getByRole("slider", { name: "Volume of Low" }).fill("0.4");
    const found = await energies(page);
    assert.ok(Math.abs(found[1] / open[1] - 0.25 ** 2) < 1e-4, `${found[1] / open[1]}`);
    assert.equal(found[0], open[0]);
    assert.equal(await page.getByRole("slider", { name: "Volume of Low" }).getAttribute("aria-valuetext"), "50%");
  });
});
