// U8: downloads can be read and hold what is shown; links can be dragged out as files.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { notesOf, zipNames } from "./kit/midi.mjs";
import { withPage } from "./kit/page.mjs";
import { slack } from "./kit/studio.mjs";

async function download(page, name) {
  const coming = page.waitForEvent("download", { timeout: 30_000 * slack });
  await page.locator(".downloads").getByRole("link", { name, exact: true }).click();
  const it = await coming;
  return { name: it.suggestedFilename(), bytes: readFileSync(await it.path()) };
}

/** The first block of a FLAC file: rate, channels, bits, samples, and the MD5 sum of the sound. */
function streamInfo(bytes) {
  const at = 8;
  const packed = bytes.readBigUInt64BE(at + 10);
  return {
    rate: Number(packed >> 44n), channels: Number((packed >> 41n) & 7n) + 1, bits: Number((packed >> 36n) & 31n) + 1,
    samples: Number(packed & 0xfffffffffn), sum: bytes.toString("hex", at + 18, at + 34),
  };
}

test("downloads hold what is shown", async (t) => {
  await withPage(async ({ page, studio }) => {
    const song = await page.evaluate(() => window.irama.store.state.song);
    const shown = song.parts.map((it) => it.notes.map((note) => note.join(" "))).filter((it) => it.length > 0);

    const midi = await download(page, "MIDI");
    assert.match(midi.name, /\.mid$/);
    const order = (lists) => lists.map((it) => it.join("|")).sort();
    assert.ok(order(notesOf(midi.bytes)).join() === order(shown).join(), "note for note");

    const wav = await download(page, "WAV");
    assert.equal(wav.bytes.toString("latin1", 0, 4), "RIFF");
    const rate = wav.bytes.readUInt32LE(28);
    const seconds = (wav.bytes.length - 44) / rate;
    t.diagnostic(`${song.notes} notes; ${seconds.toFixed(2)} s of sound for ${song.seconds.toFixed(2)} s of music`);
    // The last notes may ring on.
    assert.ok(seconds >= song.seconds - 0.05 && seconds <= song.seconds + 12, `${seconds} s of sound for ${song.seconds} s of music`);

    const flac = await download(page, "FLAC");
    assert.equal(flac.bytes.toString("latin1", 0, 4), "fLaC");
    const head = streamInfo(flac.bytes);
    assert.deepEqual([head.rate, head.channels, head.bits], [wav.bytes.readUInt32LE(24), 2, 16]);
    assert.equal(head.samples, (wav.bytes.length - 44) / 4, "as long as the WAV file");
    assert.equal(head.sum, createHash("md5").update(wav.bytes.subarray(44)).digest("hex"), "the same sound, by the sum in its head");

    const stems = await download(page, "Stems");
    const names = zipNames(stems.bytes).filter((it) => /\.wav$/.test(it));
    assert.equal(names.length, song.parts.length, `stems: ${names}`);

    const report = await fetch(`${studio.url}/api/songs/${song.id}/report.html`);
    assert.equal(report.status, 200);

    const dragged = await page.locator(".downloads").getByRole("link", { name: "MIDI" }).evaluate((link) => {
      const data = new DataTransfer();
      link.dispatchEvent(new DragEvent("dragstart", { dataTransfer: data, bubbles: true }));
      return data.getData("DownloadURL");
    });
    const [type, file, ...address] = dragged.split(":");
    assert.equal(type, "audio/midi");
    assert.match(file, /\.mid$/);
    const again = Buffer.from(await (await fetch(address.join(":"))).arrayBuffer());
    assert.deepEqual(again, midi.bytes, "the dragged file is the downloaded one");
    assert.deepEqual(page.problems, []);
  }, { model: false });
});
