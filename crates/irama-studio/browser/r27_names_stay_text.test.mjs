// R27: what strangers write into names, lyrics, zips and models is shown as text and never run.

import assert from "node:assert/strict";
import { test } from "node:test";
import { loop, midiOf, zipOf } from "./kit/midi.mjs";
import { withPage } from "./kit/page.mjs";

const PAYLOADS = [
  "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "\"><script>alert(1)</script>", "'><img src=x onerror=alert(1)>",
  "<iframe srcdoc='<script>parent.alert(1)</script>'>", "javascript:alert(1)", "<a href=javascript:alert(1)>x</a>", "<body onload=alert(1)>", "<details open ontoggle=alert(1)>",
  "<math><mtext><script>alert(1)</script>", "<style>*{background:url(//evil.example)}</style>", "<link rel=stylesheet href=//evil.example>", "<meta http-equiv=refresh content='0;url=//evil.example'>", "<base href=//evil.example/>",
  "<object data=//evil.example></object>", "<embed src=//evil.example>", "<video src=//evil.example onerror=alert(1)>", "${alert(1)}", "{{constructor.constructor('alert(1)')()}}",
  "<template><script>alert(1)</script></template>", "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "</title><script>alert(1)</script>", "<!--><script>alert(1)</script>-->", "<input autofocus onfocus=alert(1)>",
];

const evil = (name) => midiOf([{ name, lyric: name, program: 0, notes: Array.from({ length: 16 }, (_, i) => [i * 240, 200, 60 + (i % 5), 80]) }]);
const asFile = (name) => name.replace(/[/\\]/g, "_");

async function watchPolicy(page) {
  await page.evaluate(() => {
    window.reports = [];
    document.addEventListener("securitypolicyviolation", (it) => window.reports.push(`${it.violatedDirective} ${it.blockedURI}`));
  });
}

test("25 payloads in five places stay text", async () => {
  await withPage(async ({ page, studio }) => {
    await watchPolicy(page);
    const zip = zipOf(PAYLOADS.map((it, i) => [`${asFile(it)} ${i}.mid`, i % 5 === 4 ? Buffer.from("no music") : loop(i)]));
    const collection = await studio.api("POST", "/collections", { name: PAYLOADS[0] });
    await studio.api("PUT", `/collections/${collection.id}/files?name=${encodeURIComponent(asFile(PAYLOADS[1]))}.zip`, new Uint8Array(zip));
    await studio.api("POST", `/collections/${collection.id}/inspect`);
    const { models } = await studio.api("GET", "/state");
    const model = models.find((it) => it.name === "small");

    for (const payload of PAYLOADS) {
      const song = await studio.api("POST", `/songs?name=${encodeURIComponent(payload)}.mid`, new Uint8Array(evil(payload)));
      await studio.api("PATCH", `/models/${model.id}`, { name: payload });
      await studio.api("PATCH", `/songs/${song.id}`, { name: payload });
      const project = await studio.api("POST", "/projects", { name: payload, song: song.id });
      await page.waitForFunction((id) => window.irama.store.state.projects.has(id), project.id);
      await page.evaluate((id) => window.irama.actions.openProject(id), project.id);
      await page.waitForFunction((id) => window.irama.store.state.song?.id === id, song.id);
      assert.equal(await page.locator(".song-name").inputValue(), payload, "the name of the song, as it is");
      assert.equal(await page.locator(".project-name").textContent(), payload, "the name of the project, as it is");
    }
    for (const view of ["models", "history", "learn", "compose"]) {
      await page.locator(`.tab-${view}`).click();
      await page.waitForTimeout(100);
      if (view === "models") {
        assert.equal(await page.locator(".model h3").first().textContent(), PAYLOADS.at(-1));
      }
      if (view === "history") {
        const shown = await page.locator(".song-title").allTextContents();
        PAYLOADS.forEach((it) => assert.ok(shown.includes(it), `the history shows ${it}`));
      }
    }
    await page.locator(".tab-learn").click();
    await page.getByText("File by file").click();
    await page.locator(".files li").first().waitFor();
    const report = await page.locator(".files").textContent();
    assert.match(report, /</, "names of files, as they are");

    const marks = await page.evaluate(() => document.querySelectorAll("#stage script, #stage iframe, #stage object, .panels script, .panels iframe, .panels img, .panels object, .panels embed, base, meta[http-equiv]").length);
    assert.equal(marks, 0, "no element came of a name");
    assert.deepEqual(await page.evaluate(() => window.reports), [], "nothing for the policy to report");
    assert.deepEqual(page.problems, []);
    assert.deepEqual(page.outside, []);
  });
});

test("every answer carries the policy", async () => {
  await withPage(async ({ page, studio }) => {
    const without = [];
    page.on("response", (it) => it.url().startsWith("http") && !it.headers()["content-security-policy"] && without.push(it.url()));
    await page.reload();
    await page.waitForSelector("html[data-ready]");
    const { id } = await page.evaluate(() => window.irama.store.state.song);
    for (const path of ["midi", "wav", "roll.svg", "report.html", "stems/0", "nothing"]) {
      const answer = await fetch(`${studio.url}/api/songs/${id}/${path}`);
      assert.ok(answer.headers.get("content-security-policy"), path);
    }
    assert.deepEqual(without, []);
  }, { model: false });
});
