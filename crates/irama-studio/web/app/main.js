// Starts the page: frame first, then what the server knows, then the piece.

import { actions } from "./actions.js";
import { el, fill, live } from "./dom.js";
import { mountFrame } from "./frame/frame.js";
import { bindFrameKeys } from "./frame/help.js";
import { acceptDrops } from "./frame/drop.js";
import { listenToKeys } from "./keys.js";
import { store } from "./store.js";
import { follow } from "./sync.js";
import { applyTheme, keptSettings } from "./theme.js";
import { fail } from "./toast.js";
import { guessLanguage, setLanguage } from "./words.js";
import { restoreDraft } from "./compose/draft.js";

const RETRY_MS = 1500;

function applySettings(settings) {
  const wanted = new URLSearchParams(location.search).get("lang");
  setLanguage(wanted ?? settings.language ?? guessLanguage());
  applyTheme(settings.theme);
}

async function mountPiece(place) {
  try {
    const { mountPiece: mount } = await import("../piece/piece.js");
    mount(place);
    const { player } = await import("../piece/sound/player.js");
    window.irama.player = player;
  } catch (error) {
    console.error(error);
    fill(place, el("p.empty", live("error.page_broken")));
  }
}

async function connect() {
  try {
    await follow();
    return;
  } catch (error) {
    const away = fail(error);
    store.update((it) => { it.online = false; });
    await new Promise((resolve) => { setTimeout(resolve, RETRY_MS); });
    away();
  }
  await connect();
}

async function start() {
  window.irama = { store, actions };
  applySettings(keptSettings());
  restoreDraft();
  const { piece } = mountFrame(document.body);
  listenToKeys();
  bindFrameKeys();
  acceptDrops();
  await connect();
  applySettings({ ...keptSettings(), ...store.state.settings });
  await actions.openLatestProject();
  await mountPiece(piece);
  document.documentElement.dataset.ready = "true";
}

start();
