// U9: a reload, a crashed tab and a server that is killed while a model learns lose nothing; the
// state is shown again within two seconds.

import assert from "node:assert/strict";
import { test } from "node:test";
import { loops } from "./kit/midi.mjs";
import { isReady, openPage, withPage } from "./kit/page.mjs";
import { slack } from "./kit/studio.mjs";

const SOON = 2000 * slack;

async function isShownAgain(page, name, since, what, t) {
  await page.locator(".run").getByRole("heading", { name }).waitFor();
  const took = Date.now() - since;
  t.diagnostic(`${what}: shown again after ${took} ms`);
  assert.ok(took <= SOON, `${what}: shown again after ${took} ms`);
}

const step = (page) => page.evaluate(() => [...window.irama.store.state.models.values()].find((it) => it.name === "My band")?.progress?.step ?? 0);

test("nothing is lost by reload, crash or kill", async (t) => {
  await withPage(async ({ page, studio, browser }) => {
    await page.getByRole("navigation").getByRole("button", { name: "Learn" }).click();
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Choose files" }).click();
    await (await chooser).setFiles({ name: "band.zip", mimeType: "application/zip", buffer: loops(40) });
    await page.getByText("40 files, ").waitFor();
    await page.getByLabel("Name of the model").fill("My band");
    // Long enough that it is killed before it is done.
    await page.getByText("Learning settings").click();
    await page.getByLabel("Steps", { exact: true }).fill("8000");
    await page.getByLabel("Patience").fill("1000000");
    await page.getByRole("region", { name: "Learn" }).getByRole("button", { name: "Learn", exact: true }).click();
    await page.waitForFunction(() => [...window.irama.store.state.looks.values()].some((it) => it.length > 0), null, { timeout: 90_000 });

    let since = Date.now();
    await page.reload();
    await isReady(page);
    await isShownAgain(page, "My band", since, "reload", t);

    await page.goto("chrome://crash").catch(() => {});
    since = Date.now();
    const second = await openPage(browser, studio, { context: page.context(), path: "/#learn" });
    await isShownAgain(second, "My band", since, "crash of the tab", t);
    const looks = await second.evaluate(async () => (await fetch(`/api/models/${[...window.irama.store.state.models.values()].find((it) => it.name === "My band").id}`)).json().then((it) => it.looks.length));
    assert.ok(looks > 0, "the curve is there");

    const songs = (await studio.api("GET", "/state")).songs.length;
    await second.waitForFunction(() => [...window.irama.store.state.models.values()].some((it) => it.progress?.saved_at), null, { timeout: 90_000 });
    await studio.kill();
    await second.getByText("No connection to the studio").first().waitFor({ timeout: 10_000 });
    const before = await step(second);
    await studio.startAgain();
    since = Date.now();
    await second.waitForFunction(() => window.irama.store.state.online);
    await isShownAgain(second, "My band", since, "kill of the server", t);
    await second.waitForFunction(() => ["learning", "ready"].includes([...window.irama.store.state.models.values()].find((it) => it.name === "My band").state), null, { timeout: 60_000 });
    await second.waitForFunction((before) => ([...window.irama.store.state.models.values()].find((it) => it.name === "My band").progress?.step ?? 0) > before, before, { timeout: 90_000 });
    assert.equal((await studio.api("GET", "/state")).songs.length, songs, "songs are still there");
    assert.deepEqual(second.problems, []);
  }, { model: false });
});
