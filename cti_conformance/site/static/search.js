// Finds the entries of search-index.js that hold all the words, the likeliest first.
"use strict";

const MOST = 60;
const AROUND = 90; // characters shown on either side of the first word found
const field = document.getElementById("words");
const list = document.getElementById("results");
const found = document.getElementById("found");
const entries = window.searchIndex.map(([url, kind, title, text]) => ({
  url, kind, title, text: text.replace(/\s+/g, " ").trim(),
}));

function points(entry, words) {
  const kind = entry.kind.toLowerCase();
  const title = entry.title.toLowerCase();
  const text = entry.text.toLowerCase();
  let sum = 0;
  for (const word of words) {
    if (kind === word) sum += 100;
    else if (kind.includes(word)) sum += 20;
    else if (title.includes(word)) sum += title.startsWith(word) ? 12 : 10;
    else if (text.includes(word)) sum += 1;
    else return 0;
  }
  return sum;
}

// Text with the words marked. It goes in as text, never as markup.
function marked(text, words) {
  const parts = document.createDocumentFragment();
  const lower = text.toLowerCase();
  let from = 0;
  while (from < text.length) {
    let next = -1;
    let length = 0;
    for (const word of words) {
      const at = lower.indexOf(word, from);
      if (at >= 0 && (next < 0 || at < next)) [next, length] = [at, word.length];
    }
    if (next < 0) break;
    parts.append(text.slice(from, next));
    const mark = document.createElement("mark");
    mark.textContent = text.slice(next, next + length);
    parts.append(mark);
    from = next + length;
  }
  parts.append(text.slice(from));
  return parts;
}

function excerpt(text, words) {
  const places = words.map((word) => text.toLowerCase().indexOf(word)).filter((at) => at >= 0);
  const middle = places.length ? Math.min(...places) : 0;
  const start = Math.max(0, middle - AROUND);
  const end = Math.min(text.length, middle + 2 * AROUND);
  return (start ? "… " : "") + text.slice(start, end) + (end < text.length ? " …" : "");
}

function row(entry, words) {
  const link = document.createElement("a");
  link.href = entry.url;
  const kind = document.createElement("span");
  kind.className = "kind";
  kind.append(marked(entry.kind, words));
  const title = document.createElement("b");
  title.append(marked(entry.title, words));
  link.append(kind, " ", title);
  const text = document.createElement("p");
  text.append(marked(excerpt(entry.text, words), words));
  const item = document.createElement("li");
  item.append(link, text);
  return item;
}

function search() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  const rated = words.length ? entries.map((entry) => [points(entry, words), entry]) : [];
  const hits = rated.filter(([sum]) => sum > 0).sort((one, other) => other[0] - one[0]);
  list.replaceChildren(...hits.slice(0, MOST).map(([, entry]) => row(entry, words)));
  const more = hits.length > MOST ? `, the first ${MOST} shown` : "";
  found.textContent = words.length ? `${hits.length || "Nothing"} found${more}` : "";
}

// Up and down go through the results, as Tab does.
document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const stops = [field, ...list.querySelectorAll("a")];
  const at = stops.indexOf(document.activeElement);
  const next = stops[at + (event.key === "ArrowDown" ? 1 : -1)];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
});
field.form.addEventListener("submit", (event) => {
  event.preventDefault();
  const first = list.querySelector("a");
  if (first) first.focus();
});
field.addEventListener("input", search);
field.value = new URLSearchParams(location.search).get("q") || "";
field.focus();
search();
