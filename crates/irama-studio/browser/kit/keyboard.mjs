// A person without a mouse: goes from control to control by Tab until one has the name that is
// looked for, and presses keys.

/** The accessible name of what has the focus, as far as names go here. */
export const focused = (page) => page.evaluate(() => {
  const it = document.activeElement;
  const label = it.getAttribute("aria-label") ?? (it.labels?.[0]?.textContent || it.textContent);
  return { name: label.trim(), tag: it.tagName.toLowerCase(), type: it.type ?? "" };
});

/** Presses Tab (or Shift+Tab) until `name` has the focus; throws after `most` presses. */
export async function tabTo(page, name, { most = 120, key = "Tab", tag } = {}) {
  const passed = [];
  for (let i = 0; i < most; i++) {
    const now = await focused(page);
    const fits = typeof name === "string" ? now.name === name : name.test(now.name);
    if (fits && (!tag || now.tag === tag)) {
      return i;
    }
    passed.push(now.name.slice(0, 30));
    await page.keyboard.press(key);
  }
  throw new Error(`no ${name} within ${most} presses of ${key}; passed ${passed.join(" | ")}`);
}

/** Whether the focus can be seen. */
export const isFocusVisible = (page) => page.evaluate(() => {
  const it = document.activeElement;
  const shows = (node) => node && (getComputedStyle(node).outlineStyle !== "none" || getComputedStyle(node).boxShadow !== "none");
  return Boolean(shows(it) || shows(it.closest("label")) || shows(it.parentElement));
});
