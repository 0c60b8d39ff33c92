// Projects: what is on the table, its versions, undo and redo.

import { api } from "../api.js";
import { store, upsert } from "../store.js";
import { t } from "../words.js";
import { wholeSong } from "./songs.js";

const LAST = "irama.project";
let turn = Promise.resolve();

/** Runs after all that were asked for before, so that edits and undos never overtake each other. */
export function inTurn(run) {
  const next = turn.then(run, run);
  turn = next.catch(() => {});
  return next;
}

/** Puts an answer of the server on the table. */
export async function place(project) {
  upsert("projects", project.id, project);
  const version = project.versions[project.cursor];
  const song = version ? await wholeSong(version.song) : null;
  store.update((it) => {
    it.project = project;
    showIn(it, song);
  });
}

// The song that was shown before, to hear both in turn.
let other = null;

const otherVersion = ({ project } = store.state) => project?.versions.findLastIndex((it) => it.song === other) ?? -1;

function showIn(state, song) {
  const isOther = state.song?.id !== song?.id;
  if (isOther) {
    other = state.song?.id ?? null;
  }
  state.song = song;
  state.sketch = null;
  if (isOther && song) {
    const isThere = (idx) => idx < song.parts.length;
    const bars = state.selection.bars;
    state.selection = { bars: bars && bars[1] <= song.bars ? bars : null, parts: new Set([...state.selection.parts].filter(isThere)) };
  }
}

const post = (path, body) => api.post(`/projects/${store.state.project.id}/${path}`, body);

async function goTo(cursor) {
  const { project } = store.state;
  if (project && cursor >= 0 && cursor < project.versions.length) {
    await place(await post("cursor", { to: cursor }));
  }
}

/** Adds a song to the versions of the project on the table. */
export async function addVersion(song, label) {
  const { project } = store.state;
  if (project.versions[project.cursor]?.song !== song) {
    await place(await post("versions", { song, label }));
  }
}

const newest = (all) => [...all.values()].sort((a, b) => b.changed.localeCompare(a.changed))[0];

export const projects = {
  /** Opens what was open last in this browser, or what was changed last. */
  async openLatestProject() {
    const all = store.state.projects;
    const project = all.get(localStorage.getItem(LAST)) ?? newest(all);
    return project ? projects.openProject(project.id) : projects.newProject(t("project.first"));
  },

  async openProject(id) {
    const project = store.state.projects.get(id) ?? await api.get(`/projects/${id}`);
    localStorage.setItem(LAST, id);
    store.update((it) => {
      it.locks = { bars: new Set(), parts: new Set(), notes: new Set() };
      it.selection = { bars: null, parts: new Set() };
    });
    await place(project);
  },

  /** Shows the project on the table as the server has it now. */
  readProject: () => inTurn(async () => place(await api.get(`/projects/${store.state.project.id}`))),

  async newProject(name, song) {
    const project = await api.post("/projects", song ? { name, song } : { name });
    upsert("projects", project.id, project);
    return projects.openProject(project.id);
  },

  async renameProject(id, name) {
    const project = await api.patch(`/projects/${id}`, { name });
    upsert("projects", id, project);
    if (store.state.project?.id === id) {
      store.update((it) => { it.project = project; });
    }
  },

  async deleteProject(id) {
    await api.remove(`/projects/${id}`);
    upsert("projects", id, undefined);
    if (store.state.project?.id === id) {
      store.update((it) => { it.project = null; });
      await projects.openLatestProject();
    }
  },

  undo: () => inTurn(() => goTo(store.state.project.cursor - 1)),
  redo: () => inTurn(() => goTo(store.state.project.cursor + 1)),
  /** Shows the version that was shown before this one, and with the next time this one again. */
  compare: () => inTurn(() => goTo(otherVersion())),
  goToVersion: (cursor) => inTurn(() => goTo(cursor)),
};

/** Whether there is another version to compare with, something to undo, and to redo. */
export const canCompare = () => otherVersion() >= 0;
export const canUndo = ({ project } = store.state) => (project?.cursor ?? 0) > 0;
export const canRedo = ({ project } = store.state) => Boolean(project && project.cursor < project.versions.length - 1);
