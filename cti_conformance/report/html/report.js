// Filters the rules, opens the one that the URL names, and copies commands. Without this
// script the page shows all rules, and each can still be opened.
"use strict";

const search = document.querySelector(".filter");
const rules = [...document.querySelectorAll("details.rule")];
const texts = new Map(rules.map((rule) => [rule, rule.textContent.toLowerCase()]));
const boxes = [...search.querySelectorAll("[name=outcome]")];
const [chapter, level, text] = ["chapter", "level", "text"].map((name) =>
  search.querySelector(`[name=${name}]`),
);
const unfold = search.querySelector(".unfold");
let foldsAll = false;

/** What is asked for, as it stands in the address: outcome=failed&chapter=REQ&text=phone. */
function asked() {
  const wanted = new URLSearchParams();
  for (const box of boxes) if (box.checked) wanted.append("outcome", box.value);
  for (const field of [chapter, level, text]) if (field.value) wanted.set(field.name, field.value);
  return wanted;
}

function show() {
  const wanted = asked();
  const outcomes = wanted.getAll("outcome");
  const words = text.value.toLowerCase().split(/\s+/);
  let count = 0;
  for (const rule of rules) {
    const fits =
      (!outcomes.length || outcomes.includes(rule.dataset.outcome)) &&
      (!chapter.value || chapter.value === rule.dataset.chapter) &&
      (!level.value || level.value === rule.dataset.level) &&
      words.every((word) => texts.get(rule).includes(word));
    rule.hidden = !fits;
    count += fits;
  }
  for (const section of document.querySelectorAll("section.chapter")) {
    section.hidden = !section.querySelector("details.rule:not([hidden])");
  }
  search.querySelector("output").textContent = `${count} of ${rules.length} rules`;
}

function filter() {
  show();
  const hash = asked().toString();
  // Not "#": that would scroll to the top.
  history.replaceState(null, "", hash ? `#${hash}` : "#rules");
}

/** Sets the filter as the address has it, or goes to the rule that it names. */
function follow() {
  const hash = decodeURIComponent(location.hash.slice(1));
  const target = document.getElementById(hash);
  if (!hash.includes("=")) {
    if (target?.matches("details.rule")) {
      if (target.hidden) reset();
      target.open = true;
      target.scrollIntoView();
    } else if (target) {
      const rule = target.closest("details.rule");
      if (target.hidden || rule?.hidden) reset();
      for (let fold = target; fold; fold = fold.parentElement) if (fold.localName === "details") fold.open = true;
      target.scrollIntoView({ block: target.closest(".decides") ? "center" : "start" });
    }
    return;
  }
  const wanted = new URLSearchParams(location.hash.slice(1));
  for (const box of boxes) box.checked = wanted.getAll("outcome").includes(box.value);
  for (const field of [chapter, level, text]) field.value = wanted.get(field.name) ?? "";
  show();
  document.getElementById("rules").scrollIntoView();
}

function reset() {
  for (const box of boxes) box.checked = false;
  for (const field of [chapter, level, text]) field.value = "";
  show();
}

async function copy(button) {
  const command = button.parentElement.querySelector("pre");
  try {
    await navigator.clipboard.writeText(command.textContent);
    button.textContent = "Copied";
  } catch {
    // No access to the clipboard: select it, so that a key press copies it.
    getSelection().selectAllChildren(command);
    button.textContent = "Selected";
  }
  setTimeout(() => (button.textContent = "Copy"), 2000);
}

search.hidden = false;
search.addEventListener("input", filter);
search.querySelector(".reset").addEventListener("click", () => {
  reset();
  filter();
});
unfold.addEventListener("click", () => {
  foldsAll = !foldsAll;
  for (const rule of rules) if (!rule.hidden) rule.open = foldsAll;
  unfold.textContent = foldsAll ? "Fold" : "Unfold";
});
for (const button of document.querySelectorAll("button.copy")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
addEventListener("hashchange", follow);
show();
follow();
