// Messages to the agent: problems, which stay until closed, and news, which disappear.
import { byId, el } from "./dom.js";

const NEWS_MS = 6000;
const alert = byId("alert");
const news = byId("news");
let timer;

/** Show a problem. */
export function problem(text) {
  const close = el("button", { type: "button", class: "plain" }, "Close message");
  close.addEventListener("click", clear);
  alert.replaceChildren(el("p", {}, text), close);
}

/** Remove the problem, once it is over. */
export function clear() {
  const hadFocus = alert.contains(document.activeElement);
  alert.replaceChildren();
  if (hadFocus) byId("main").focus();
}

/** Remove the news, once what it is about is over. */
export function over() {
  clearTimeout(timer);
  news.textContent = "";
}

/** Announce news politely (aria-live). */
export function happened(text) {
  clearTimeout(timer);
  news.textContent = text;
  timer = setTimeout(() => (news.textContent = ""), NEWS_MS);
}
