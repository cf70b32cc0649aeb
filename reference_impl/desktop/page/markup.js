// Notes and descriptions are untrusted HTML. The shown content is rebuilt from the few
// elements that notes need; of others only the text remains. The document that the parser
// creates runs no script and loads nothing.
import { el } from "./dom.js";

const KEPT = new Set(
  "P BR DIV SPAN B STRONG I EM U S UL OL LI BLOCKQUOTE PRE CODE TABLE TBODY THEAD TR TD TH".split(
    " ",
  ),
);
const DROPPED = new Set("SCRIPT STYLE TEMPLATE TITLE IFRAME OBJECT EMBED NOSCRIPT TEXTAREA".split(" "));

/** Return an element that shows a piece of HTML. */
export function markup(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  return el("div", { class: "markup" }, ...Array.from(parsed.body.childNodes, copy));
}

function copy(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.has(node.nodeName)) return null;
  const inner = Array.from(node.childNodes, copy);
  if (node.nodeName === "A") {
    const href = webAddress(node.getAttribute("href"));
    const link = { href, target: "_blank", rel: "noopener noreferrer" };
    return href ? el("a", link, ...inner) : el("span", {}, ...inner);
  }
  if (node.nodeName === "AUDIO") {
    const src = webAddress(node.getAttribute("src"));
    return src && el("audio", { controls: true, preload: "none", src, "aria-label": "Recording" });
  }
  return el(KEPT.has(node.nodeName) ? node.localName : "span", {}, ...inner);
}

function webAddress(text) {
  if (!URL.canParse(text ?? "")) return null;
  const { protocol, href } = new URL(text);
  return protocol === "http:" || protocol === "https:" ? href : null;
}
