// The agent's desktop: the header, and the set-up of its parts.
import { ask } from "./api.js";
import { byId, el } from "./dom.js";
import * as pages from "./pages.js";
import * as softphone from "./softphone.js";
import { connect, take, watch } from "./state.js";
import { problem } from "./messages.js";
import * as widget from "./widget.js";

const numbers = byId("numbers");
const presence = byId("presence");

function showPresence(online) {
  const text = online ? "Online" : "Connecting again…";
  if (presence.textContent === text) return; // announced once, not at every state
  presence.textContent = text;
  presence.dataset.online = online;
}

function showNumbers({ offered, picked }) {
  const key = JSON.stringify(offered);
  if (numbers.dataset.offered !== key) {
    numbers.dataset.offered = key;
    numbers.replaceChildren(
      el("option", { value: "" }, "None"),
      ...offered.map((number) => el("option", { value: number }, number)),
    );
  }
  numbers.value = picked ?? "";
}

numbers.addEventListener("change", async () => {
  try {
    take(await ask("PUT", "/number", { picked: numbers.value || null }));
  } catch (reason) {
    problem(`The helpdesk number was not changed: ${reason.message}`);
  }
});

byId("sign-out").addEventListener("click", async () => {
  try {
    await ask("POST", "/sign-out", {});
    location.assign("/sign-in");
  } catch (reason) {
    problem(reason.message);
  }
});

watch((state) => {
  byId("agent").textContent = state.agent.name;
  showNumbers(state.numbers);
});
pages.start();
widget.start();
softphone.start();
connect(showPresence);
