// The notepad. It is kept as the agent types, and at once when it is left. What the server tells
// never overwrites what is being typed.
import { byId } from "./dom.js";
import { problem } from "./tell.js";

const PAUSE_MS = 400;

const field = byId("notes");
let call = null;
let kept = ""; // what the server has, as far as is known
let composing = false;
let timer;
let keeping = null; // the save under way, if one is
let send;

const isDirty = () => call !== null && field.value !== kept;

/** Listen to what is typed.
 *
 * `act(call, action, options)` sends an action.
 */
export function start(act) {
  send = act;
  field.addEventListener("input", later);
  field.addEventListener("blur", () => keep());
  field.addEventListener("compositionstart", () => (composing = true));
  field.addEventListener("compositionend", () => (composing = false));
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.hidden && keep());
}

/** Show what the server has of the notes of a call, or of none. */
export function show(newCall, text, isOffered) {
  if (newCall !== call || !isOffered) {
    if (isDirty() && !keeping) lost("The call has gone on.", field.value);
    call = newCall;
    field.value = kept = text;
  } else if (keeping) {
    return; // what is told now may be older than what is on its way
  } else if (isDirty()) {
    later(); // such as after the line was down
  } else if (text !== kept && !composing) {
    const { selectionStart, selectionEnd } = field;
    field.value = kept = text;
    field.setSelectionRange(selectionStart, selectionEnd);
  }
}

/** Keep what is typed, and return once that is done; what cannot be kept is told. */
export async function keep() {
  clearTimeout(timer);
  while (keeping) await keeping;
  if (!isDirty()) return;
  keeping = save(call, field.value);
  await keeping;
}

async function save(about, text, options) {
  try {
    await send(about, { action: "take_notes", text }, options);
    if (call === about) kept = text;
  } catch (reason) {
    if (reason.unreachable) return; // it stays to be kept, and is tried at the next state
    if (call === about) kept = text;
    lost(reason.message, text);
  } finally {
    keeping = null;
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE_MS);
}

// The page is about to go: this request outlives it. Browsers let one of 64 KB do so.
function leave() {
  if (isDirty()) save(call, field.value, { keepalive: true });
}

function lost(why, text) {
  problem(`${why} These notes could not be kept: ${text}`);
}
