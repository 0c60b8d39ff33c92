// What a person can do, by name. Buttons, keys and the piece call these; each one talks to the
// server, and says so if it fails. The parts stand in files of their own.

import { composing } from "./compose/composing.js";
import { learning } from "./learn/learning.js";
import { managing } from "./models/managing.js";
import { projects } from "./songs/projects.js";
import { songs } from "./songs/songs.js";
import { explain } from "./errors.js";
import { pointAt } from "./fields.js";
import { fail } from "./toast.js";

/** Wraps each action so that a failure is told where nobody else catches it. */
function told(actions) {
  const wrap = (run) => async (...given) => {
    try {
      return await run(...given);
    } catch (error) {
      fail(error);
      pointAt(error.field, explain(error).what);
      return undefined;
    }
  };
  return Object.fromEntries(Object.entries(actions).map(([name, run]) => [name, wrap(run)]));
}

/** All of them. Each returns what came of it, or `undefined` if it failed. */
export const actions = told({ ...projects, ...songs, ...composing, ...learning, ...managing });
