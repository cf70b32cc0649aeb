// The state of the desktop, as last received from the server, and the connection for it.
import { ask } from "./api.js";

const SILENCE_MS = 15_000; // the server sends heartbeats far more often
const RETRY_MS = [500, 1000, 2000, 4000];

const watchers = [];
let current = null;

/** Call a function with the state now and whenever it changes. */
export function watch(watcher) {
  watchers.push(watcher);
  if (current) watcher(current);
}

export const now = () => current;

/** Apply a state from the server, unless a later one is known. */
export function take(state) {
  if (current?.instance === state.instance && state.version < current.version) return;
  current = state;
  for (const watcher of watchers) watcher(state);
}

/** Stay connected, with retries; report each time whether the connection is up. */
export function connect(report) {
  let source = null;
  let silence, tries;

  function open() {
    source = new EventSource("/desktop/events");
    source.addEventListener("state", (event) => {
      tries = 0;
      resetSilence();
      take(JSON.parse(event.data));
      report(true);
    });
    source.addEventListener("beat", resetSilence);
    source.addEventListener("error", lose);
    resetSilence();
  }

  function resetSilence() {
    clearTimeout(silence);
    silence = setTimeout(lose, SILENCE_MS);
  }

  function close() {
    clearTimeout(silence);
    source?.close();
    source = null;
  }

  function lose() {
    close();
    report(false);
    setTimeout(retry, RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)]);
  }

  // A stream does not report why it is refused; a plain request does, such as an expired
  // session.
  async function retry() {
    try {
      await ask("GET", "/state");
      open();
    } catch {
      lose();
    }
  }

  tries = 0;
  open();
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => event.persisted && open());
}
