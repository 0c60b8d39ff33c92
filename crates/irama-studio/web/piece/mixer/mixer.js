// What the mixer says: mute, solo and volume of each part. It is part of the project; changes are
// heard at once and sent to the server a little later.

import { api } from "../../app/api.js";
import { store } from "../../app/store.js";
import { fail } from "../../app/toast.js";
import { settingsOf } from "../sound/gains.js";

const SEND_AFTER_MS = 400;

// What was not sent yet: {project, mixer}.
let pending = null;
let timer = 0;

async function send() {
  clearTimeout(timer);
  const sent = pending;
  if (!sent) {
    return;
  }
  try {
    await api.patch(`/projects/${sent.project}`, { mixer: sent.mixer });
  } catch (error) {
    fail(error);
  }
  if (pending === sent) {
    pending = null;
  }
}

// Answers and events that were on their way must not undo what was changed meanwhile.
store.watch((it) => it.project, (project) => {
  if (pending && project?.id === pending.project && project.mixer !== pending.mixer) {
    const { mixer } = pending;
    store.update((it) => { it.project = { ...project, mixer }; });
  } else if (pending && project?.id !== pending.project) {
    send();
  }
});
addEventListener("pagehide", () => {
  if (pending) {
    fetch(`/api/projects/${pending.project}`, { method: "PATCH", keepalive: true, headers: { "Content-Type": "application/json" }, body: JSON.stringify({ mixer: pending.mixer }) });
  }
});

/** What holds for each part of the song on the table: `[{mute, solo, volume}]`. */
export const settingsNow = ({ project, song } = store.state) => (song ? settingsOf(project?.mixer, song.parts) : []);

/** Changes what holds for a part: `{mute}`, `{solo}` or `{volume}`. */
export function changePart(idx, change) {
  const { project, song } = store.state;
  if (!project || !song?.parts[idx]) {
    return;
  }
  const parts = settingsNow().map((it, i) => ({ name: song.parts[i].name, ...it, ...(i === idx && change) }));
  const mixer = { ...project.mixer, parts };
  pending = { project: project.id, mixer };
  clearTimeout(timer);
  timer = setTimeout(send, SEND_AFTER_MS);
  store.update((it) => { it.project = { ...project, mixer }; });
}

/** Turns mute or solo of a part over. */
export const toggle = (idx, name) => changePart(idx, { [name]: !settingsNow()[idx]?.[name] });
