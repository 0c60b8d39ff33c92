// The server's interface: requests that answer with JSON or throw an `ApiError`, uploads with
// progress, and the stream of events.

/** What the server refused, or why it was not reached. `code` is stable; words are in errors.js. */
export class ApiError extends Error {
  constructor(status, { code = "internal", message = "", hint = "", field, values = {} } = {}) {
    super(message || code);
    Object.assign(this, { status, code, hint, field, values });
  }
}

const gone = () => new ApiError(0, { code: "server_gone", message: "the server does not answer" });

async function readError(response) {
  const body = await response.json().catch(() => ({}));
  const error = body.error ?? { code: response.status === 413 ? "too_large" : "internal" };
  const wait = response.headers.get("Retry-After");
  return new ApiError(response.status, { ...error, values: { seconds: wait ?? 5, ...error.values } });
}

async function ask(method, path, body, signal) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  const text = body === undefined ? undefined : JSON.stringify(body);
  const response = await fetch(`/api${path}`, { method, headers, body: text, signal }).catch((error) => {
    throw error.name === "AbortError" ? error : gone();
  });
  if (!response.ok) {
    throw await readError(response);
  }
  return response.status === 204 ? null : response.json().catch(() => null);
}

/** `await api.get("/songs/…")`, and so on. */
export const api = {
  get: (path, signal) => ask("GET", path, undefined, signal),
  post: (path, body = {}, signal) => ask("POST", path, body, signal),
  put: (path, body = {}) => ask("PUT", path, body),
  patch: (path, body) => ask("PATCH", path, body),
  remove: (path) => ask("DELETE", path),

  /** The same while the page goes: the browser sends it, and nobody hears of it. */
  removeAtOnce: (path) => void fetch(`/api${path}`, { method: "DELETE", keepalive: true }).catch(() => {}),

  /** Sends a file's bytes; `onProgress(share)` hears how far it is. */
  upload(path, blob, onProgress = () => {}, method = "PUT") {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open(method, `/api${path}`);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.upload.onprogress = (event) => onProgress(event.loaded / Math.max(1, event.total));
      request.onerror = () => reject(gone());
      request.onload = () => settle(request, resolve, reject);
      request.send(blob);
    });
  },
};

function settle(request, resolve, reject) {
  let body = null;
  try {
    body = JSON.parse(request.responseText);
  } catch {
    // A proxy or a broken connection may answer without JSON; the status says enough.
  }
  if (request.status < 300) {
    resolve(body);
  } else {
    reject(new ApiError(request.status, body?.error ?? { code: request.status === 413 ? "too_large" : "internal" }));
  }
}

const KINDS = ["collection", "model", "song", "project", "job", "removed", "look", "sketch", "reset"];

const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [250, 2000];

/** Listens to the server from event `last` on. Where the connection breaks, we connect again and say
 *  which event we had last; browsers would do so too, but only after some seconds. `onEvent(kind,
 *  data)` also hears `open` and `lost`. Returns what ends it. */
export function events(last, onEvent) {
  let source;
  let timer;
  let latest = last;
  let wait = FIRST_WAIT_MS;
  const connect = () => {
    source = new EventSource(`/api/events?last_event=${encodeURIComponent(latest)}`);
    source.onopen = () => {
      wait = FIRST_WAIT_MS;
      onEvent("open");
    };
    source.onerror = () => {
      source.close();
      onEvent("lost");
      clearTimeout(timer);
      timer = setTimeout(connect, wait);
      wait = Math.min(LONGEST_WAIT_MS, wait * 1.5);
    };
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => {
        latest = event.lastEventId || latest;
        onEvent(kind, JSON.parse(event.data || "null"));
      });
    }
  };
  connect();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}
