// Starts the real `irama studio` on a data folder of its own, and stops, kills and starts it again.

import { spawn, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../../../..");

/** The program under test: `IRAMA`, else the release or debug build of this repository. */
export function program() {
  const target = process.env.CARGO_TARGET_DIR ?? join(ROOT, "target");
  const found = [process.env.IRAMA, join(target, "release/irama"), join(target, "debug/irama")].find((it) => it && existsSync(it));
  if (!found) {
    throw new Error("no irama program: build it with cargo build --release -p irama, or say where it is with IRAMA=…");
  }
  return found;
}

/** How much longer than promised things may take: debug builds and busy machines are no measure. */
export const slack = Number(process.env.IRAMA_SLACK ?? (/debug\/irama$/.test(program()) ? 6 : 1));

const running = new Set();
process.on("exit", () => running.forEach((it) => it.kill("SIGKILL")));

function start(data, port, wrap) {
  const args = [...wrap, program(), "studio", "--data", data, ...(port ? ["--port", String(port)] : [])];
  const child = spawn(args[0], args.slice(1), { stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  let [out, err] = ["", ""];
  child.stderr.on("data", (it) => { err += it; });
  const url = new Promise((resolve, reject) => {
    child.stdout.on("data", (it) => {
      out += it;
      const found = out.match(/http:\/\/\S+/);
      if (found) {
        resolve(found[0].replace(/\/$/, ""));
      }
    });
    child.once("exit", (code) => reject(new Error(`irama studio ended with ${code}: ${err}`)));
  });
  const over = new Promise((resolve) => { child.once("exit", () => { running.delete(child); resolve(); }); });
  return { child, url, over };
}

/** A studio with an empty data folder. */
export async function openStudio({ wrap = [] } = {}) {
  const data = mkdtempSync(join(tmpdir(), "irama-studio-"));
  let now = start(data, 0, wrap);
  const url = await now.url;
  const port = Number(new URL(url).port);
  const end = async (signal) => {
    now.child.kill(signal);
    await now.over;
  };
  return {
    url, data,
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
    async startAgain() {
      now = start(data, port, wrap);
      await now.url;
    },
    async close() {
      await end("SIGKILL");
      rmSync(data, { recursive: true, force: true });
    },
    async api(method, path, body) {
      const isBytes = body instanceof Uint8Array;
      const headers = body === undefined ? {} : { "Content-Type": isBytes ? "application/octet-stream" : "application/json" };
      const answer = await fetch(`${url}/api${path}`, { method, headers, body: isBytes || body === undefined ? body : JSON.stringify(body) });
      const text = await answer.text();
      if (!answer.ok) {
        throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      }
      return text ? JSON.parse(text) : null;
    },
  };
}

/** The file of a small model that learned the built-in loops for a few steps; made once a build. */
export function smallModel() {
  const made = statSync(program()).mtimeMs.toString(36).replace(".", "");
  const folder = join(tmpdir(), "irama-studio-models");
  const path = join(folder, `small-${made}.irama`);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    const loops = join(folder, `loops-${made}`);
    mkdirSync(loops, { recursive: true });
    execFileSync(program(), ["make", "--minutes", "0.2", "--seed", "3", "-o", loops], { stdio: "ignore" });
    execFileSync("mv", [join(loops, "model.irama"), path]);
    rmSync(loops, { recursive: true, force: true });
  }
  return path;
}
