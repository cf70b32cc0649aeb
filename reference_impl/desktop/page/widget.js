// The widget of a call. It shows the content and offers the actions that the server
// sends; this module has no rules of the workflow.
import { ask } from "./api.js";
import { byId, el } from "./dom.js";
import * as notes from "./notes.js";
import { refresh } from "./pages.js";
import { take, watch } from "./state.js";
import { clear, happened, over, problem } from "./messages.js";

const widget = byId("call");
const forwardTo = byId("forward-to");
let call = null;
let shownTicket = null;
let acting = false;
let underWay = 0;

/** Show the calls that the server sends, on every page (CTI-ONL-18), and let the agent act. */
export function start() {
  notes.start(send);
  watch((state) => (state.widget ? show(state.widget) : hide()));
  on("make-ticket", "click", () => act({ action: "make_ticket" }));
  on("link-form", "submit", link);
  on("note-form", "submit", addNote);
  on("forward-form", "submit", forward);
  on("dismiss", "click", () => act({ action: "dismiss" }));
  on("close", "click", () => act({ action: "close" }));
  on("close-new", "click", () => act({ action: "close", ticket: "new" }));
  on("close-shown", "click", () => act({ action: "close", ticket: "shown" }));
  forwardTo.addEventListener("focus", loadAgents);
}

function show(shown) {
  const isNew = call !== shown.call_id;
  call = shown.call_id;
  shownTicket = shown.ticket?.id ?? null;
  link_(byId("requester"), shown.requester.profile_url, shown.requester.name);
  byId("location").textContent = shown.requester.location ?? "";
  byId("location-row").hidden = !shown.requester.location;
  const name = (id) => [`#${id}`, shown.subjects[id]].filter(Boolean).join(" ");
  if (shown.ticket) link_(byId("ticket"), shown.ticket.url, name(shown.ticket.id));
  byId("ticket-row").hidden = !shown.ticket;
  byId("recent").replaceChildren(
    ...shown.recent_tickets.map((id) =>
      el("li", {}, el("a", { href: `/tickets/${id}` }, name(id))),
    ),
  );
  byId("recent-row").hidden = shown.recent_tickets.length === 0;
  byId("lock").hidden = !shown.locked;
  notes.show(call, shown.notes, shown.actions.includes("take_notes"));

  const focused = document.activeElement;
  for (const part of widget.querySelectorAll("[data-needs]")) {
    part.hidden = !shown.actions.includes(part.dataset.needs);
  }
  byId("close-new").hidden = !shown.actions.includes("make_ticket");
  byId("close-shown").hidden = !(shown.actions.includes("link_ticket") && shown.ticket);
  byId("close").hidden = shown.actions.includes("make_ticket"); // it needs a ticket first
  widget.hidden = false;
  if (isNew) begin(shown);
  else if (widget.contains(focused) && !focused.checkVisibility()) widget.querySelector("a").focus();
}

function begin(shown) {
  for (const id of ["ticket-to-link", "note-to-add"]) byId(id).value = "";
  forwardTo.replaceChildren();
  loadAgents();
  happened(`Call from ${shown.requester.name}`);
}

function hide() {
  notes.show(null, "", false);
  if (call === null) return;
  call = null;
  over(); // such as the announcement of this call
  if (widget.contains(document.activeElement)) byId("main").focus();
  widget.hidden = true;
}

function link_(anchor, address, text) {
  anchor.href = address;
  anchor.textContent = text;
}

// -- actions -----------------------------------------------------------------------------------

function on(id, event, run) {
  byId(id).addEventListener(event, (occurred) => {
    occurred.preventDefault();
    run();
  });
}

/** Do an action with the call, after its notes are saved; return whether it was done. */
async function act(action) {
  if (acting) return false;
  acting = true;
  const about = call;
  busy(+1);
  try {
    await notes.saveNow();
    await send(about, action);
    clear();
    refresh();
    return true;
  } catch (reason) {
    problem(reason.message);
    return false;
  } finally {
    acting = false;
    busy(-1);
  }
}

/** Send an action and apply the resulting state. */
async function send(about, action, options) {
  busy(+1);
  try {
    take(await ask("POST", `/calls/${about}/actions`, action, options));
  } finally {
    busy(-1);
  }
}

function busy(change) {
  underWay += change;
  if (underWay) widget.ariaBusy = "true";
  else widget.removeAttribute("aria-busy");
}

async function link() {
  const field = byId("ticket-to-link");
  const digits = field.value.trim().replace(/^#/, "");
  if (!/^[1-9][0-9]{0,14}$/.test(digits)) {
    problem("Please write the number of the ticket to link, such as 80.");
    field.focus();
  } else if (await act({ action: "link_ticket", ticket_id: Number(digits) })) field.value = "";
}

async function addNote() {
  const field = byId("note-to-add");
  if (!field.value.trim()) {
    problem("Please write the note first.");
    field.focus();
  } else if (await act({ action: "add_note", text: field.value })) {
    field.value = "";
    happened(`The note is on ticket #${shownTicket}.`);
  }
}

async function forward() {
  if (!forwardTo.value) {
    problem("Please choose the agent to forward to.");
    forwardTo.focus();
    return;
  }
  await act({ action: "forward", agent_id: Number(forwardTo.value) });
}

async function loadAgents() {
  let agents;
  try {
    agents = await ask("GET", "/agents");
  } catch {
    return; // the presence shows that the connection is lost, and the next state tries again
  }
  const chosen = forwardTo.value;
  forwardTo.replaceChildren(
    el("option", { value: "" }, "Choose an agent"),
    ...agents.map((one) =>
      el("option", { value: one.id }, one.online ? `${one.name} (online)` : one.name),
    ),
  );
  forwardTo.value = chosen;
  if (forwardTo.selectedIndex < 0) forwardTo.selectedIndex = 0;
}
