// The softphone iframe, and the messages with which the softphone sends requests.
import { byId, el } from "./dom.js";
import { openIfThere } from "./pages.js";
import { watch } from "./state.js";

const MAX_WAITING = 20; // waiting requests; of more, the oldest is dropped
const PAUSE_MS = 100; // between two requests

const panel = byId("softphone");
const button = byId("softphone-button");
let frame = null;
let address = "";
let origin = "";

/** Keep the iframe as configured by the admin, and listen to its messages. */
export function start() {
  watch(({ softphone }) => show(softphone?.url ? softphone : null));
  button.addEventListener("click", () => toggle(panel.hidden));
  addEventListener("message", receive);
}

// The size is that which the admin configured (CTI-IFR-03).
function show(softphone) {
  button.hidden = !softphone;
  if (!softphone) {
    remove();
    return;
  }
  if (softphone.url !== address) {
    remove();
    address = softphone.url;
    origin = new URL(address).origin;
    // A softphone needs scripts, its own cookies, forms, popups and the microphone. It may not
    // navigate the desktop's window.
    frame = el("iframe", {
      title: "Softphone",
      src: address,
      sandbox: "allow-scripts allow-same-origin allow-forms allow-popups",
      allow: "microphone; autoplay",
    });
    panel.append(frame);
  }
  frame.width = softphone.width;
  frame.height = softphone.height;
}

function remove() {
  frame?.remove();
  frame = null;
  address = origin = "";
  toggle(false);
}

function toggle(open) {
  panel.hidden = !open;
  button.ariaExpanded = String(open);
}

// A message opens the softphone (CTI-IFR-04), a ticket (CTI-IFR-05) or a contact (CTI-IFR-06); any
// other has no effect (CTI-IFR-08). Any window can post messages here; only those of the softphone
// itself count (CTI-IFR-07): it has to be the iframe's own window, which no nested frame is, and it
// must still be at the admin's address.
function receive({ source, origin: from, data }) {
  if (!frame || source !== frame.contentWindow || from !== origin) return;
  if (typeof data !== "object" || data === null || !Object.hasOwn(data, "action")) return;
  if (data.action === "show_softphone") toggle(true);
  const path = Object.hasOwn(data, "value") ? pathOf(data.action, data.value) : null;
  if (path) request(path);
}

// The ticket "new" is the page on which one is written (CTI-IFR-12).
function pathOf(action, value) {
  const id = idOf(value);
  if (action === "open_ticket") return value === "new" ? "/tickets/new" : id && `/tickets/${id}`;
  if (action === "open_contact") return id && `/contacts/${id}`;
  return null;
}

// An id is a number or a string of its digits (CTI-IFR-09).
function idOf(value) {
  if (typeof value === "number") return Number.isSafeInteger(value) && value > 0 ? value : null;
  return typeof value === "string" && /^[1-9][0-9]{0,17}$/.test(value) ? value : null;
}

// One after another, and not the same twice, so that the page stays responsive.
const waiting = [];
let working = false;

async function request(path) {
  if (waiting.includes(path)) return;
  waiting.push(path);
  if (waiting.length > MAX_WAITING) waiting.shift();
  if (working) return;
  working = true;
  while (waiting.length) {
    await openIfThere(waiting.shift());
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  working = false;
}
