// A browser and pages in it that remember what went wrong: errors of the console, reports of the
// content security policy, dialogs, and requests that leave the studio.

import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { openStudio, smallModel } from "./studio.mjs";

const ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--autoplay-policy=user-gesture-required"];

/** Debian's Chromium, or what `CHROMIUM` says. */
export const openBrowser = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGS });

// What the browser itself says of an answer like 422 is no mistake of the page.
const isOfNetwork = (text) => /^Failed to load resource/.test(text);

function watch(page, url) {
  page.problems = [];
  page.outside = [];
  page.on("console", (it) => it.type() === "error" && !isOfNetwork(it.text()) && page.problems.push(it.text()));
  page.on("pageerror", (it) => page.problems.push(it.stack ?? String(it)));
  page.on("dialog", (it) => {
    page.problems.push(`dialog: ${it.message()}`);
    it.dismiss();
  });
  page.on("request", (it) => {
    const to = it.url();
    if (!to.startsWith(url) && !/^(data|blob|about|chrome):/.test(to)) {
      page.outside.push(to);
    }
  });
}

/** A page of a studio, in a profile of its own unless one is given. */
export async function openPage(browser, studio, { context, path = "/", width = 1440, height = 900, ...more } = {}) {
  const own = context ?? await browser.newContext({ viewport: { width, height }, acceptDownloads: true, locale: "en-US", ...more });
  const page = await own.newPage();
  page.setDefaultTimeout(30_000);
  watch(page, studio.url);
  await page.goto(studio.url + path);
  await isReady(page);
  return page;
}

/** Waits until the page has shown what the studio knows. */
export const isReady = (page) => page.waitForSelector("html[data-ready]");

/** Gives a studio a small model that has learned. */
export const giveModel = (studio) => studio.api("POST", "/models/import?name=small.irama", new Uint8Array(readFileSync(smallModel())));

/** Runs with a studio, a browser and a page, and puts all of them away. */
export async function withPage(run, { model = true, ...options } = {}) {
  const studio = await openStudio();
  const browser = await openBrowser();
  try {
    if (model) {
      await giveModel(studio);
    }
    const page = await openPage(browser, studio, options);
    await run({ page, studio, browser });
  } finally {
    await browser.close();
    await studio.close();
  }
}

/** Presses Compose and waits until all pieces are there; returns the job. */
export async function compose(page, button = page.getByRole("button", { name: "Compose", exact: true }).and(page.locator(".compose-go"))) {
  const asked = page.waitForResponse((it) => it.url().endsWith("/api/compose") && it.request().method() === "POST");
  await button.click();
  const { id } = await (await asked).json();
  await page.waitForFunction((id) => ["done", "failed"].includes(window.irama.store.state.jobs.get(id)?.state), id);
  return page.evaluate((id) => window.irama.store.state.jobs.get(id), id);
}
