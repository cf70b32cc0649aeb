// Gives each command a button that copies it.
"use strict";

async function copy(button, text) {
  try {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = "Copied";
  } catch {
    // No access to the clipboard: select it, so that a key press copies it.
    getSelection().selectAllChildren(text);
    button.textContent = "Selected";
  }
  setTimeout(() => (button.textContent = "Copy"), 2000);
}

for (const text of document.querySelectorAll("pre:has(code.sh, code.toml, code.js)")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.addEventListener("click", () => copy(button, text));
  const box = document.createElement("div");
  box.className = "copied";
  text.replaceWith(box);
  box.append(text, button);
}
