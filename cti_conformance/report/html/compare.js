// Filters the rows. The filter is in the address: differs=any&outcome=failed&run=2&chapter=REQ.
"use strict";

const search = document.querySelector(".filter");
const rows = [...document.querySelectorAll("tr.one")];
const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
const fields = [...search.querySelectorAll("select, [type=search]")];
const value = (name) => search.querySelector(`[name=${name}]`).value;

function asked() {
  const wanted = new URLSearchParams();
  for (const field of fields) if (field.value) wanted.set(field.name, field.value);
  return wanted;
}

function fits(row) {
  const cells = [...row.querySelectorAll("td")];
  const looked = value("run") ? [cells[value("run")]] : cells;
  const differs = value("differs");
  const words = value("text").toLowerCase().split(/\s+/);
  return (
    (!differs || (differs === "any" ? row.dataset.differs : row.dataset.differs === differs)) &&
    (!value("outcome") || looked.some((cell) => cell.dataset.outcome === value("outcome"))) &&
    (!value("chapter") || value("chapter") === row.dataset.chapter) &&
    (!value("level") || value("level") === row.dataset.level) &&
    words.every((word) => texts.get(row).includes(word))
  );
}

function show() {
  let count = 0;
  for (const row of rows) {
    row.hidden = !fits(row);
    count += !row.hidden;
  }
  search.querySelector("output").textContent = `${count} of ${rows.length} rules`;
}

/** Sets the filter as the address has it. */
function follow() {
  const hash = location.hash.slice(1);
  if (!hash.includes("=")) return;
  const wanted = new URLSearchParams(hash);
  for (const field of fields) field.value = wanted.get(field.name) ?? "";
  show();
}

search.hidden = false;
search.addEventListener("input", () => {
  show();
  const hash = asked().toString();
  history.replaceState(null, "", hash ? `#${hash}` : "#rules"); // "#" would scroll to the top
});
search.querySelector(".reset").addEventListener("click", () => {
  for (const field of fields) field.value = "";
  show();
  history.replaceState(null, "", "#rules");
});
addEventListener("hashchange", follow);
show();
follow();
