// Helpers for the document.

export const byId = (id) => document.getElementById(id);

/** Return a new element. Children are elements or texts; a text is never read as markup (CTI-ONL-15). */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(attribute, "");
    else if (value !== false && value != null) made.setAttribute(attribute, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

/** Return a time of the helpdesk in the agent's time zone and format. */
export function moment(iso) {
  const text = new Date(iso).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  return el("time", { datetime: iso }, text);
}

/** Return a list of links to tickets. */
export function ticketLinks(tickets) {
  return el(
    "ul",
    { role: "list", class: "tickets" },
    ...tickets.map((one) =>
      el(
        "li",
        {},
        el("a", { href: `/tickets/${one.id}` }, `#${one.id} ${one.subject ?? ""}`),
        el("span", { class: "hint" }, one.status),
      ),
    ),
  );
}
