// The notepad. It is saved while the agent types, and at once when it loses the focus. State from the server
// never overwrites text that is being typed (CTI-ONL-17).
import { byId } from "./dom.js";
import { problem } from "./messages.js";

const PAUSE_MS = 400;

const field = byId("notes");
let call = null;
let saved = ""; // the last known text on the server
let composing = false;
let timer;
let saving = null; // the current save, if any
let send;

const isDirty = () => call !== null && field.value !== saved;

/** Listen to what is typed.
 *
 * `act(call, action, options)` sends an action.
 */
export function start(act) {
  send = act;
  field.addEventListener("input", later);
  field.addEventListener("blur", () => saveNow());
  field.addEventListener("compositionstart", () => (composing = true));
  field.addEventListener("compositionend", () => (composing = false));
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => document.hidden && saveNow());
}

/** Show the server's notes of a call, or of none. */
export function show(newCall, text, isOffered) {
  if (newCall !== call || !isOffered) {
    if (isDirty() && !saving) lost("The call was forwarded or closed.", field.value);
    call = newCall;
    field.value = saved = text;
  } else if (saving) {
    return; // this state may be older than the save under way
  } else if (isDirty()) {
    later(); // such as after the connection was lost
  } else if (text !== saved && !composing) {
    const { selectionStart, selectionEnd } = field;
    field.value = saved = text;
    field.setSelectionRange(selectionStart, selectionEnd);
  }
}

/** Save the text, and return once it is saved; a failure is shown. */
export async function saveNow() {
  clearTimeout(timer);
  while (saving) await saving;
  if (!isDirty()) return;
  saving = save(call, field.value);
  await saving;
}

async function save(about, text, options) {
  try {
    await send(about, { action: "take_notes", text }, options);
    if (call === about) saved = text;
  } catch (reason) {
    if (reason.unreachable) return; // it stays unsaved, and is tried again at the next state
    if (call === about) saved = text;
    lost(reason.message, text);
  } finally {
    saving = null;
  }
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(saveNow, PAUSE_MS);
}

// The page is about to close: this request outlives it. Browsers allow up to 64 KB.
function leave() {
  if (isDirty()) save(call, field.value, { keepalive: true });
}

function lost(why, text) {
  problem(`${why} These notes could not be saved: ${text}`);
}
