// Light, dark, or as the system prefers; and settings that the page keeps.

import { api } from "./api.js";
import { store } from "./store.js";

/** In the order in which the button goes through them. */
export const THEMES = ["system", "light", "dark"];

const KEPT = "irama.settings";

/** What this browser kept, for the first moments before the server has answered. */
export function keptSettings() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

/** Keeps settings here and on the server. */
export function keepSettings(change) {
  const settings = { ...keptSettings(), ...store.state.settings, ...change };
  store.update((it) => { it.settings = settings; });
  try {
    localStorage.setItem(KEPT, JSON.stringify(settings));
  } catch {
    // A browser may forbid it; the server has them too.
  }
  api.put("/settings", settings).catch(() => {});
}

/** Shows a theme. */
export function applyTheme(theme) {
  if (theme === "light" || theme === "dark") {
    document.documentElement.dataset.theme = theme;
  } else {
    delete document.documentElement.dataset.theme;
  }
}

/** The theme that is chosen. */
export const currentTheme = () => document.documentElement.dataset.theme ?? "system";
