// Signing in. The form is shown at the requested URL, so signing in leads there.
import { ask } from "./api.js";
import { byId } from "./dom.js";

const form = byId("form");
const alert = byId("alert");

if (new URLSearchParams(location.search).get("problem") === "link") {
  alert.textContent = "This link has been used already, or is too old. Please sign in.";
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  alert.textContent = "";
  try {
    const { email, password } = form.elements;
    await ask("POST", "/sign-in", { email: email.value, password: password.value });
    if (location.pathname === "/sign-in") location.assign("/");
    else location.reload();
  } catch (problem) {
    alert.textContent = problem.message;
    form.elements.password.select();
  }
});
