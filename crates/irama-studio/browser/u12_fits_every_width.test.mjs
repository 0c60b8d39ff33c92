// U12: from a phone to a large screen, and at twice the size of text, nothing has to be scrolled
// sideways and no control lies over another.

import assert from "node:assert/strict";
import { test } from "node:test";
import { compose, withPage } from "./kit/page.mjs";

const SIZES = [["phone", 360, 640], ["tablet", 768, 1024], ["screen", 1440, 900], ["screen at 200 %", 720, 450]];

/** What is wrong with how a page lies: sideways scrolling, and controls over each other. */
export function faults() {
  const wrong = [];
  // What scrolling places leave of a box.
  const visibleBox = (node) => {
    let { left, top, right, bottom } = node.getBoundingClientRect();
    for (let it = node.parentElement; it; it = it.parentElement) {
      if (getComputedStyle(it).overflow !== "visible") {
        const hole = it.getBoundingClientRect();
        [left, top] = [Math.max(left, hole.left), Math.max(top, hole.top)];
        [right, bottom] = [Math.min(right, hole.right), Math.min(bottom, hole.bottom)];
      }
    }
    return { left, top, right, bottom, x: left, y: top, width: right - left, height: bottom - top };
  };
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) {
    wrong.push(`${wide} px too wide`);
  }
  for (const it of document.querySelectorAll(".panels, .panel, .stage, .topbar, .songbar, .piece-place")) {
    const more = it.scrollWidth - it.clientWidth;
    if (it.checkVisibility() && more > 1) {
      wrong.push(`${it.className} is ${more} px too wide inside`);
    }
  }
  const seen = [];
  for (const it of document.querySelectorAll("button, a[href], input:not([type=file]), select, summary")) {
    const box = visibleBox(it);
    const middle = [box.x + box.width / 2, box.y + box.height / 2];
    const isIn = box.width > 1 && box.height > 1 && middle[0] > 0 && middle[1] > 0 && middle[0] < innerWidth && middle[1] < innerHeight;
    if (!it.checkVisibility({ opacityProperty: false }) || !isIn || it.closest(".submit, .skip")) {
      continue;
    }
    seen.push([it, box]);
  }
  for (let i = 0; i < seen.length; i++) {
    for (let k = i + 1; k < seen.length; k++) {
      const [[a, first], [b, second]] = [seen[i], seen[k]];
      const across = Math.min(first.right, second.right) - Math.max(first.left, second.left);
      const down = Math.min(first.bottom, second.bottom) - Math.max(first.top, second.top);
      const isSticky = document.querySelector(".submit")?.contains(a) || document.querySelector(".submit")?.contains(b);
      if (across > 2 && down > 2 && !a.contains(b) && !b.contains(a) && !isSticky && a.closest(".panels") === b.closest(".panels")) {
        const name = (it) => it.getAttribute("aria-label") ?? (it.textContent.trim() || it.name);
        wrong.push(`"${name(a)}" lies over "${name(b)}" by ${Math.round(across)} × ${Math.round(down)}`);
      }
    }
  }
  return wrong;
}

for (const [name, width, height] of SIZES) {
  test(`fits ${name}, ${width} × ${height}`, async () => {
    await withPage(async ({ page }) => {
      if (await page.locator(".compose-go").isVisible()) {
        await compose(page);
      }
      const wrong = [];
      for (const view of ["piece", "compose", "learn", "models", "history"]) {
        const tab = page.locator(`.tab-${view}`);
        if (!await tab.isVisible()) {
          continue;
        }
        await tab.click();
        await page.waitForTimeout(200);
        wrong.push(...(await page.evaluate(faults)).map((it) => `${view}: ${it}`));
        await page.locator(`#panel-${view} details`).evaluateAll((all) => all.forEach((it) => { it.open = true; }));
        await page.waitForTimeout(200);
        wrong.push(...(await page.evaluate(faults)).map((it) => `${view}, unfolded: ${it}`));
      }
      assert.deepEqual(wrong, []);
    }, { width, height });
  });
}
