// The store: what the page knows, as one plain object. Whoever changes it does so in `update`; Maps
// are replaced, not changed, so that watchers see a difference.

const state = {
  version: "",
  limits: {},
  settings: {},
  threads: 1,
  models: new Map(),
  collections: new Map(),
  projects: new Map(),
  jobs: new Map(),
  songs: new Map(),
  /** The project on the table. */
  project: null,
  /** The whole song that is shown. */
  song: null,
  selection: { bars: null, parts: new Set() },
  locks: { bars: new Set(), parts: new Set(), notes: new Set() },
  play: { state: "stopped", tick: 0, loop: null, volume: 0.8 },
  /** Notes that have settled while composing: the last `sketch` of the job that is shown. */
  sketch: null,
  /** The song that sounds without being shown, of a variation or a model that learns. */
  audition: null,
  /** The id of the collection that is chosen to learn from. */
  learnFrom: null,
  /** Rows of the learning curve by model. */
  looks: new Map(),
  /** What is shown beside the piece: compose, learn, models, history; or the piece alone on phones. */
  view: "compose",
  /** What the compose panel says: see compose/draft.js. */
  draft: {},
  online: true,
  /** Uploads under way: [{name, share}]. */
  uploads: [],
};

const watchers = new Set();
let isTelling = false;
let isDirty = false;

function isSame(a, b) {
  if (Object.is(a, b)) {
    return true;
  }
  return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((it, i) => Object.is(it, b[i]));
}

function tell() {
  isDirty = true;
  if (isTelling) {
    return;
  }
  isTelling = true;
  // A watcher may change the state again; the bound is for two that would do so for ever.
  for (let round = 0; isDirty && round < 50; round++) {
    isDirty = false;
    for (const watcher of [...watchers]) {
      const value = watcher.selector(state);
      if (!isSame(value, watcher.value)) {
        watcher.value = value;
        try {
          watcher.callback(value, state);
        } catch (error) {
          console.error(error);
        }
      }
    }
  }
  isTelling = false;
}

/** The state itself is for reading. */
export const store = {
  state,

  /** Changes the state: `update((state) => { … })`. */
  update(change) {
    change(state);
    tell();
  },

  /** Calls back when what `selector` picks has changed (lists are compared item by item); returns
   *  what ends that. */
  watch(selector, callback) {
    const watcher = { selector, callback, value: selector(state) };
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  },
};

/** Sets one entry of a Map of the state, or takes it out. */
export function upsert(name, id, value) {
  store.update((it) => {
    const map = new Map(it[name]);
    if (value === undefined) {
      map.delete(id);
    } else {
      map.set(id, value);
    }
    it[name] = map;
  });
}
