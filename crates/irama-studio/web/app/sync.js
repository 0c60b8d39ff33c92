// Keeps the store in step with the server: the whole state once, then event by event.

import { api, events } from "./api.js";
import { store, upsert } from "./store.js";

const MAPS = { collection: "collections", model: "models", song: "songs", project: "projects", job: "jobs" };
const byId = (list) => new Map(list.map((it) => [it.id, it]));

/** Reads everything anew. Returns the id of the last event that it holds. */
export async function readState() {
  const all = await api.get("/state");
  store.update((it) => {
    Object.assign(it, { version: all.version, limits: all.limits ?? {}, threads: all.threads, settings: all.settings ?? {}, online: true });
    for (const name of Object.values(MAPS)) {
      it[name] = byId(all[name] ?? []);
    }
    const shown = it.project && it.projects.get(it.project.id);
    it.project = shown ?? null;
  });
  return all.last_event;
}

function addLook({ model, look }) {
  const rows = store.state.looks.get(model) ?? [];
  const others = rows.filter((it) => it.step !== look.step || it.epochs !== look.epochs || it.epoch !== look.epoch);
  upsert("looks", model, [...others, look]);
}

function remove({ kind, id }) {
  upsert(MAPS[kind], id, undefined);
}

// Only the first piece of what this project composes is shown while it comes: the others would
// flicker over it.
function takeSketch(sketch) {
  const { jobs, project } = store.state;
  const job = jobs.get(sketch.job);
  const isShown = job && !job.request?.audition && job.project === project?.id && (sketch.variation ?? 1) <= 1 && job.songs.length === 0;
  if (isShown) {
    store.update((it) => { it.sketch = sketch; });
  }
}

const OVER = ["done", "failed", "cancelled"];

function dropSketch(job) {
  if (OVER.includes(job.state) && store.state.sketch?.job === job.id && job.songs.length === 0) {
    store.update((it) => { it.sketch = null; });
  }
}

const DO = {
  look: addLook,
  removed: remove,
  sketch: takeSketch,
  open: () => store.update((it) => { it.online = true; }),
  lost: () => store.update((it) => { it.online = false; }),
};

function upsertWhole(kind, it) {
  // A list that comes from an older event must not undo a newer one of a request's own answer;
  // whole objects come in order, so the last one is right.
  upsert(MAPS[kind], it.id, it);
  if (kind === "job") {
    dropSketch(it);
  }
  if (kind === "project" && it.id === store.state.project?.id) {
    store.update((state) => { state.project = it; });
  }
}

/** Reads the state and follows it from there. */
export async function follow() {
  const last = await readState();
  events(last, (kind, data) => {
    if (kind === "reset") {
      readState().catch(() => store.update((it) => { it.online = false; }));
    } else if (kind in MAPS) {
      upsertWhole(kind, data);
    } else {
      DO[kind]?.(data);
    }
  });
}
