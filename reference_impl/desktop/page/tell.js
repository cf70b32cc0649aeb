// What the agent is told in passing: problems, which stay until closed, and news, which do not.
import { byId, el } from "./dom.js";

const NEWS_MS = 6000;
const alert = byId("alert");
const news = byId("news");
let timer;

/** Tell of a problem. */
export function problem(text) {
  const close = el("button", { type: "button", class: "plain" }, "Close message");
  close.addEventListener("click", clear);
  alert.replaceChildren(el("p", {}, text), close);
}

/** Take back the problem that was told, once it is over. */
export function clear() {
  const hadFocus = alert.contains(document.activeElement);
  alert.replaceChildren();
  if (hadFocus) byId("main").focus();
}

/** Tell what has happened, politely. */
export function happened(text) {
  clearTimeout(timer);
  news.textContent = text;
  timer = setTimeout(() => (news.textContent = ""), NEWS_MS);
}
