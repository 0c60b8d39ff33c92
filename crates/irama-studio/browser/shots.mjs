// Makes pictures of every view in both themes and three widths: node shots.mjs [FOLDER] [WORD…]; only
// pictures whose name has all the words are made.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { loops } from "./kit/midi.mjs";
import { compose, giveModel, openBrowser, openPage } from "./kit/page.mjs";
import { openStudio } from "./kit/studio.mjs";

const [folder = "shots", ...words] = process.argv.slice(2);
const WIDTHS = { phone: [360, 740], tablet: [768, 1024], screen: [1440, 900] };
const THEMES = ["light", "dark"];
const VIEWS = ["piece", "compose", "learn", "models", "history"];

async function learn(page) {
  await page.locator(".tab-learn").click();
  await page.locator("#panel-learn input[type=file][accept*=zip]").setInputFiles({ name: "My loops.zip", mimeType: "application/zip", buffer: loops(60) });
  await page.waitForFunction(() => [...window.irama.store.state.collections.values()].some((it) => it.id !== "built-in" && it.state === "ready"));
  await page.getByText("Learning settings").click();
  await page.locator("input[name='learn.patience']").fill("1000000");
  await page.locator("input[name='learn.steps']").fill("4000");
  await page.getByText("Learning settings").click();
  await page.locator("#panel-learn button.big").click();
  await page.waitForFunction(() => [...window.irama.store.state.looks.values()].some((it) => it.length > 5), null, { timeout: 60_000 }).catch(() => {});
}

const studio = await openStudio();
const browser = await openBrowser();
try {
  mkdirSync(folder, { recursive: true });
  await giveModel(studio);
  let isMade = false;
  for (const [width, [w, h]] of Object.entries(WIDTHS)) {
    for (const theme of THEMES) {
      const wanted = VIEWS.filter((view) => words.every((it) => `${view}-${width}-${theme}`.includes(it)));
      if (wanted.length === 0) {
        continue;
      }
      const page = await openPage(browser, studio, { width: w, height: h, colorScheme: theme, reducedMotion: "reduce" });
      if (!isMade) {
        isMade = true;
        await page.locator(".tab-compose").click();
        await compose(page);
        await learn(page);
      }
      for (const view of wanted) {
        const tab = page.locator(`.tab-${view}`);
        if (await tab.isVisible()) {
          await tab.click();
          await page.waitForTimeout(700);
          await page.screenshot({ path: join(folder, `${view}-${width}-${theme}.png`) });
        }
      }
      page.problems.forEach((it) => console.error(`${width} ${theme}: ${it}`));
      await page.context().close();
    }
  }
} finally {
  await browser.close();
  await studio.close();
}
