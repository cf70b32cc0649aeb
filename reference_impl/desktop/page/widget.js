// The widget of a call. It shows what the server says that it shows, and offers what the server
// says that it offers; this module knows no rule of the workflow.
import { ask } from "./api.js";
import { byId, el } from "./dom.js";
import * as notes from "./notes.js";
import { refresh } from "./pages.js";
import { take, watch } from "./state.js";
import { clear, happened, problem } from "./tell.js";

const widget = byId("call");
const forwardTo = byId("forward-to");
let call = null;
let shownTicket = null;
let acting = false;
let underWay = 0;

/** Show the calls that the server tells of, and let the agent act. */
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

function show(told) {
  const isNew = call !== told.call_id;
  call = told.call_id;
  shownTicket = told.ticket?.id ?? null;
  link_(byId("requester"), told.requester.profile_url, told.requester.name);
  byId("location").textContent = told.requester.location ?? "";
  byId("location-row").hidden = !told.requester.location;
  const name = (id) => [`#${id}`, told.subjects[id]].filter(Boolean).join(" ");
  if (told.ticket) link_(byId("ticket"), told.ticket.url, name(told.ticket.id));
  byId("ticket-row").hidden = !told.ticket;
  byId("recent").replaceChildren(
    ...told.recent_tickets.map((id) =>
      el("li", {}, el("a", { href: `/tickets/${id}` }, name(id))),
    ),
  );
  byId("recent-row").hidden = told.recent_tickets.length === 0;
  byId("lock").hidden = !told.locked;
  notes.show(call, told.notes, told.actions.includes("take_notes"));

  const focused = document.activeElement;
  for (const part of widget.querySelectorAll("[data-needs]")) {
    part.hidden = !told.actions.includes(part.dataset.needs);
  }
  byId("close-new").hidden = !told.actions.includes("make_ticket");
  byId("close-shown").hidden = !(told.actions.includes("link_ticket") && told.ticket);
  widget.hidden = false;
  if (isNew) begin(told);
  else if (widget.contains(focused) && !focused.checkVisibility()) widget.querySelector("a").focus();
}

function begin(told) {
  for (const id of ["ticket-to-link", "note-to-add"]) byId(id).value = "";
  forwardTo.replaceChildren();
  loadAgents();
  happened(`Call from ${told.requester.name}`);
}

function hide() {
  notes.show(null, "", false);
  if (call === null) return;
  call = null;
  if (widget.contains(document.activeElement)) byId("main").focus();
  widget.hidden = true;
}

function link_(anchor, address, text) {
  anchor.href = address;
  anchor.textContent = text;
}

// -- what the agent does -----------------------------------------------------------------------

function on(id, event, run) {
  byId(id).addEventListener(event, (occurred) => {
    occurred.preventDefault();
    run();
  });
}

/** Do something with the call, after its notes are kept; return whether it is done. */
async function act(action) {
  if (acting) return false;
  acting = true;
  const about = call;
  busy(+1);
  try {
    await notes.keep();
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

/** Send an action and take the state that it leads to. */
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
    return; // the presence says that the line is down, and the next look tries again
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
