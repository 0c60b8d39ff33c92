// Songs: showing, editing, naming, starring, deleting and bringing them in.

import { api } from "../api.js";
import { live } from "../dom.js";
import { askSure } from "../frame/dialog.js";
import { store, upsert } from "../store.js";
import { say } from "../toast.js";
import { t } from "../words.js";
import { addVersion, inTurn, projects } from "./projects.js";

const MOST_KEPT = 60;
const MANY_NOTES = 20_000;
const whole = new Map();

// The page breathes between reading a very large song and showing it.
const breathe = (song) => (song.notes > MANY_NOTES ? new Promise((resolve) => { setTimeout(() => resolve(song)); }) : song);

/** A song with its notes; songs never change, so what was read is kept. */
export function wholeSong(id) {
  if (!whole.has(id)) {
    const read = api.get(`/songs/${id}`).then(breathe);
    whole.set(id, read);
    read.catch(() => whole.delete(id));
    if (whole.size > MOST_KEPT) {
      whole.delete(whole.keys().next().value);
    }
  }
  return whole.get(id);
}

function changed(summary) {
  upsert("songs", summary.id, summary);
  whole.delete(summary.id);
  if (store.state.song?.id === summary.id) {
    store.update((it) => { it.song = { ...it.song, name: summary.name, starred: summary.starred }; });
  }
}

const patch = async (id, change) => changed(await api.patch(`/songs/${id}`, change));

// Songs that go for good when their toast has gone, or the page; until then they are only out of sight.
const leaving = new Map();

addEventListener("pagehide", () => {
  for (const [id, timer] of leaving) {
    clearTimeout(timer);
    api.removeAtOnce(`/songs/${id}`);
  }
  leaving.clear();
});

/** Takes a song out of the projects whose version it is, and away, if that is what is wanted. */
async function deleteVersion(song, inUse) {
  const names = inUse.map((it) => `“${it.name}”`).join(", ");
  const isSure = await askSure(live("history.delete_version"), live("history.delete_version_sure", { name: song.name, names, n: inUse.length }), live("action.delete"));
  if (isSure) {
    await api.remove(`/songs/${song.id}?with_versions=true`);
    upsert("songs", song.id, undefined);
    if (inUse.some((it) => it.id === store.state.project?.id)) {
      await projects.readProject();
    }
  }
}

export const songs = {
  /** Puts a song on the table as a new version. */
  async showSong(id, label) {
    const name = store.state.songs.get(id)?.name ?? "";
    await inTurn(() => addVersion(id, label ?? t("version.shown", { name })));
  },

  /** Edits the song on the table: `[{op, …}]` as the server has them. */
  edit: (edits, label) => inTurn(async () => {
    const song = await api.post(`/songs/${store.state.song.id}/edit`, { edits });
    whole.set(song.id, Promise.resolve(song.parts?.[0]?.notes instanceof Array ? song : api.get(`/songs/${song.id}`)));
    await addVersion(song.id, label ?? t(`edit.${edits[0].op}`));
    return song;
  }),

  renameSong: (id, name) => patch(id, { name }),
  starSong: (id, starred) => patch(id, { starred }),

  /** Takes a song away; it can be brought back as long as the note about it is there. */
  async deleteSong(id) {
    const song = store.state.songs.get(id);
    const inUse = [...store.state.projects.values()].filter((it) => it.versions.some((version) => version.song === id));
    if (inUse.length > 0) {
      return deleteVersion(song, inUse);
    }
    upsert("songs", id, undefined);
    const timer = setTimeout(() => songs.reallyDelete(id, song), 7000);
    leaving.set(id, timer);
    say(t("history.deleted", { name: song.name }), () => {
      clearTimeout(timer);
      leaving.delete(id);
      upsert("songs", id, song);
    });
    return undefined;
  },

  async reallyDelete(id, song) {
    leaving.delete(id);
    await api.remove(`/songs/${id}`).catch((error) => {
      if (error.status !== 404) {
        upsert("songs", id, song);
        throw error;
      }
    });
  },

  /** Brings a MIDI file in as a song and shows it. */
  async importSong(file) {
    const song = await api.upload(`/songs?name=${encodeURIComponent(file.name)}`, file, undefined, "POST");
    upsert("songs", song.id, song);
    await songs.showSong(song.id, t("version.imported"));
    return song;
  },

  /** Copies the recipe of a song as JSON. */
  async copyRecipe(id) {
    const recipe = await api.get(`/songs/${id}/recipe.json`);
    await navigator.clipboard.writeText(JSON.stringify(recipe, null, 2));
    say(t("history.copied"));
  },
};
