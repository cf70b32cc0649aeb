// The state of the desktop, as the server last told it, and the connection by which it is told.
import { ask } from "./api.js";

const SILENCE_MS = 15_000; // the server gives a sign of life far more often
const RETRY_MS = [500, 1000, 2000, 4000];

const watchers = [];
let current = null;

/** Have a function called with the state now and whenever it is told anew. */
export function watch(watcher) {
  watchers.push(watcher);
  if (current) watcher(current);
}

export const now = () => current;

/** Take a state that the server told, unless a later one is known. */
export function take(state) {
  if (current?.instance === state.instance && state.version < current.version) return;
  current = state;
  for (const watcher of watchers) watcher(state);
}

/** Stay connected, again and again; say each time whether the connection stands. */
export function connect(tell) {
  let source = null;
  let silence, tries;

  function open() {
    source = new EventSource("/desktop/events");
    source.addEventListener("state", (event) => {
      tries = 0;
      hear();
      take(JSON.parse(event.data));
      tell(true);
    });
    source.addEventListener("beat", hear);
    source.addEventListener("error", lose);
    hear();
  }

  function hear() {
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
    tell(false);
    setTimeout(retry, RETRY_MS[Math.min(tries++, RETRY_MS.length - 1)]);
  }

  // A stream does not say why it is refused; a plain question does, such as that nobody is signed
  // in any more.
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
