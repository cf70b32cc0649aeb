// The pages of tickets and contacts, and the start page. Each returns an element, or
// null if the record does not exist.
import { ask } from "./api.js";
import { el, moment, ticketLinks } from "./dom.js";
import { markup } from "./markup.js";
import { phone } from "./phone.js";
import { problem } from "./messages.js";

export async function home() {
  const { tickets } = await ask("GET", "/home");
  return el(
    "div",
    {},
    el("h1", {}, "Home"),
    el("p", {}, "While this page is open you are online, and calls for you appear here."),
    el("h2", {}, "Your newest tickets"),
    tickets.length ? ticketLinks(tickets) : el("p", { class: "hint" }, "None yet."),
  );
}

export async function ticket(id) {
  const record = (await ask("GET", `/tickets/${id}`)).ticket;
  if (!record) return null;
  const { requester } = record;
  const known = { ticket_id: record.id, requester_id: requester.id };
  const name =
    requester.kind === "contact"
      ? el("a", { href: `/contacts/${requester.id}` }, requester.name)
      : requester.name;
  return el(
    "article",
    { "aria-label": `Ticket ${record.id}` },
    el("h1", {}, `#${record.id} ${record.subject ?? ""}`),
    facts([
      ["Status", record.status],
      ["Requester", name],
      ...numbers(requester, known),
      ["Agent", record.agent ?? "Nobody yet"],
      ["Created", moment(record.created_at)],
    ]),
    record.description ? el("section", { class: "card" }, markup(record.description)) : null,
    el("h2", {}, "Notes"),
    ...(record.notes.length ? record.notes.map(note) : [el("p", { class: "hint" }, "None yet.")]),
    ...timeOf(record.time_entries),
  );
}

/** Return the time entries of a ticket; nothing where there are none. */
function timeOf(entries) {
  if (!entries.length) return [];
  const lines = entries.map((entry) =>
    el(
      "li",
      {},
      el("b", {}, entry.time_spent),
      ` ${entry.agent}${entry.note ? `: ${entry.note}` : ""}`,
      el(
        "span",
        { class: "hint" },
        entry.timer_running ? " · running · " : " · ",
        moment(entry.executed_at),
      ),
    ),
  );
  const list = el("ul", { role: "list", "aria-label": "Time entries", class: "times" }, ...lines);
  return [el("h2", {}, "Time entries"), list];
}

function note({ author, body, created_at, private: isPrivate }) {
  const kind = isPrivate ? " · private · " : " · public · ";
  return el(
    "section",
    { class: "card note" },
    el("h3", {}, author, el("span", { class: "hint" }, kind, moment(created_at))),
    markup(body),
  );
}

export async function contact(id) {
  const record = (await ask("GET", `/contacts/${id}`)).contact;
  if (!record) return null;
  return el(
    "article",
    { "aria-label": `Contact ${record.id}` },
    el("h1", {}, record.name),
    record.deleted ? el("p", {}, "This contact has been deleted.") : null,
    facts([
      ...numbers(record, { requester_id: record.id }),
      ["Email", record.email],
      ["Address", record.address],
    ]),
    el("h2", {}, "Newest tickets"),
    record.tickets.length ? ticketLinks(record.tickets) : el("p", { class: "hint" }, "None yet."),
  );
}

export async function newTicket(open) {
  const form = el(
    "form",
    { class: "card stack" },
    field("Requester's phone", { name: "phone", type: "tel", required: true }),
    field("Requester's name", { name: "name", required: true }),
    field("Subject", { name: "subject", required: true }),
    el("label", {}, "Description ", el("textarea", { name: "description", rows: 6 })),
    el("button", { class: "primary" }, "Create ticket"),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { description, ...given } = Object.fromEntries(new FormData(form));
    const text = el("p", {}, description).outerHTML;
    const more = { description: text, status: 2, priority: 1 };
    try {
      const made = await ask("POST", "/tickets", { ...given, ...more });
      open(`/tickets/${made.id}`);
    } catch (reason) {
      problem(`The ticket was not created: ${reason.message}`);
    }
  });
  return el("article", { "aria-label": "New ticket" }, el("h1", {}, "New ticket"), form);
}

const field = (label, attributes) => el("label", {}, `${label} `, el("input", attributes));

function numbers(person, known) {
  return [
    ["Phone", person.phone && phone(person.phone, known)],
    ["Mobile", person.mobile && phone(person.mobile, known)],
  ];
}

function facts(pairs) {
  const rows = pairs.filter(([, value]) => value);
  return el(
    "dl",
    { class: "facts" },
    ...rows.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))),
  );
}
