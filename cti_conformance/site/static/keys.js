// "/" goes to the search, from anywhere but a field.
"use strict";
document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input, textarea, select");
  if (event.key !== "/" || field || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  (document.getElementById("words") || document.querySelector(".find input")).focus();
});
