// axe over a page: what it finds that is serious.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What is serious or critical, as lines that begin with `where`. */
export async function audit(page, where) {
  // The policy of the page forbids foreign scripts, which the protocol of the browser goes around.
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: axe });
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }));
  await session.detach();
  const bad = found.violations.filter((it) => ["serious", "critical"].includes(it.impact));
  return bad.map((it) => `${where}: ${it.id} (${it.impact}): ${it.nodes.slice(0, 3).map((node) => `${node.target} ${node.any[0]?.message ?? ""}`).join("; ")}`);
}
