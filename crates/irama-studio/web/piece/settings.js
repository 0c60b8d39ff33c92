// How the roll is worked with: the tool in hand and the grid that notes snap to. Kept in this browser.

const KEPT = "irama.roll";
/** Grids to choose from, as the server names them; `off` snaps to nothing. */
export const GRIDS = ["1/4", "1/8", "1/8T", "1/16", "1/16T", "1/32", "off"];
const listeners = new Set();

/** `tool` is `select` or `draw`. */
export const settings = { tool: "select", grid: "1/16" };

try {
  const { grid } = JSON.parse(localStorage.getItem(KEPT)) ?? {};
  settings.grid = GRIDS.includes(grid) ? grid : settings.grid;
} catch {
  // What cannot be read is as at first.
}

/** Calls back when a setting has changed. */
export const onSettings = (callback) => listeners.add(callback);

/** Changes settings. */
export function set(change) {
  Object.assign(settings, change);
  try {
    localStorage.setItem(KEPT, JSON.stringify({ grid: settings.grid }));
  } catch {
    // Then it lasts as long as the page.
  }
  listeners.forEach((it) => it());
}

/** The ticks of a step of the grid; 1 where nothing snaps. */
export function gridTicks({ grid } = settings) {
  if (grid === "off") {
    return 1;
  }
  const plain = 1920 / Number.parseInt(grid.slice(2), 10);
  return grid.endsWith("T") ? (plain * 2) / 3 : plain;
}
