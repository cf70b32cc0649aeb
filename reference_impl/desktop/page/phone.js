// Click to dial: every phone number that the desktop shows is made here.
import { ask } from "./api.js";
import { el } from "./dom.js";
import { now } from "./state.js";
import { happened, problem } from "./messages.js";

/** Return a phone number, which can be called while click to dial is on.
 *
 * The known ids are sent along: `ticket_id` and `requester_id`.
 */
export function phone(number, known) {
  if (!now()?.click_to_dial) return el("span", {}, number);
  const label = `Call ${number}`;
  const button = el("button", { type: "button", class: "phone", "aria-label": label }, number);
  button.addEventListener("click", () => dial(button, { number, ...known }));
  return button;
}

async function dial(button, asked) {
  if (button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  happened(`Calling ${asked.number}…`);
  try {
    const result = await ask("POST", "/dial", asked);
    if (result.problem) throw new Error(`${result.problem}.`);
    happened(`The telephone system is calling ${asked.number}.`);
  } catch (reason) {
    happened("");
    problem(`The call to ${asked.number} was not placed: ${reason.message}`);
  } finally {
    button.ariaBusy = "false";
  }
}
