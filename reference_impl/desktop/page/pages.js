// The pages that the agent opens in the desktop. Moving between them loads no new document,
// so that the call, the softphone and the connection stay.
import { contact, home, newTicket, ticket } from "./records.js";
import { settings } from "./settings.js";
import { byId, el } from "./dom.js";
import { watch } from "./state.js";
import { happened, problem } from "./messages.js";

const ROUTES = [
  [/^\/$/, home],
  [/^\/settings$/, settings],
  [/^\/tickets\/new$/, newTicket],
  [/^\/tickets\/(\d+)$/, ticket],
  [/^\/contacts\/(\d+)$/, contact],
];
const main = byId("main");
let turn = 0; // increases with each page that the agent requests or that is shown
let dials;
let first; // the load of the page that the desktop was opened at

/** Show the page of the URL, and follow links and the browser's history buttons. */
export function start() {
  document.addEventListener("click", follow);
  addEventListener("popstate", () => load(location.pathname));
  watch(({ click_to_dial }) => {
    if (dials === click_to_dial) return;
    const isFirst = dials === undefined;
    dials = click_to_dial;
    if (isFirst) first = load(location.pathname, { quietly: true });
    else refresh();
  });
}

/** Open a page of the desktop. */
export async function open(path) {
  await load(path, { push: true });
}

/** Open a page if its record exists; otherwise do nothing. The focus stays. */
export async function openIfThere(path) {
  await first; // otherwise it would cancel this request, as a page that the agent opens does
  if (await load(path, { push: true, quietly: true, orNot: true })) happened(`${title()} opened`);
}

/** Reload the page, since its record may have changed. */
export function refresh() {
  if (isWriting()) return;
  load(location.pathname, { quietly: true, orNot: true });
}

async function load(path, { push = false, quietly = false, orNot = false } = {}) {
  const mine = orNot ? turn : ++turn; // a conditional request does not cancel one of the agent
  let page;
  try {
    page = await build(path);
  } catch (reason) {
    if (mine === turn && !orNot) problem(`The page cannot be shown: ${reason.message}`);
    return false;
  }
  if (mine !== turn || (!page && orNot)) return false;
  turn++;
  if (push && path !== location.pathname) history.pushState(null, "", path);
  show(page ?? nothing(), quietly);
  return true;
}

async function build(path) {
  for (const [pattern, make] of ROUTES) {
    const found = path.match(pattern);
    if (found) return make(...found.slice(1), open);
  }
  return null;
}

function show(page, quietly) {
  main.replaceChildren(page);
  document.title = `${title()} · Helpdesk`;
  for (const link of document.querySelectorAll("nav a")) {
    const isHere = new URL(link.href).pathname === location.pathname;
    if (isHere) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (!quietly) {
    scrollTo(0, 0);
    main.focus();
  }
}

const title = () => main.querySelector("h1").textContent;

const isWriting = () => main.querySelector("form") !== null;

const nothing = () =>
  el("div", {}, el("h1", {}, "Not here"), el("p", {}, "The helpdesk has nothing at this address."));

function follow(event) {
  const link = event.target.closest("a[href]");
  if (!link || link.target || event.button || event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  const { origin, pathname, hash } = new URL(link.href);
  if (origin !== location.origin || hash || !ROUTES.some(([path]) => path.test(pathname))) return;
  event.preventDefault();
  open(pathname);
}
