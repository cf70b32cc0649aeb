// The admin's CTI settings.
import { ask } from "./api.js";
import { el } from "./dom.js";
import { clear, happened, problem } from "./messages.js";

export async function settings() {
  const account = await ask("GET", "/settings");
  const numbers = numberList(account.helpdesk_numbers);
  const { softphone, click_to_dial: dial } = account;
  const form = el(
    "form",
    { class: "stack", novalidate: true },
    group(
      "Calls",
      check("new_ticket", "New Ticket: every call makes a ticket of its own", account.new_ticket),
    ),
    group(
      "Softphone",
      check("softphone.enabled", "Show the softphone iframe", softphone.enabled),
      input("softphone.url", "URL", { type: "url", value: softphone.url, maxlength: 2000 },
        "{agent_id} is filled in with the agent's id."),
      el("div", { class: "pair" },
        input("softphone.width", "Width", { type: "number", value: softphone.width }, "In pixels"),
        input("softphone.height", "Height", { type: "number", value: softphone.height }, "In pixels"),
      ),
    ),
    group("Helpdesk numbers", numbers.element),
    group(
      "Click to dial",
      check("click_to_dial.enabled", "Let agents call a number by a click", dial.enabled),
      el("label", {}, "Request type ",
        el("select", { name: "click_to_dial.request_type" },
          ...["GET", "POST"].map((type) =>
            el("option", { value: type, selected: type === dial.request_type }, type)),
        ),
      ),
      input("click_to_dial.callback_url", "Callback URL",
        { type: "url", value: dial.callback_url, maxlength: 2000 },
        "{requester_number}, {agent_number}, {agent_id}, {ticket_id} and {requester_id} are filled " +
          "in; those that it does not name are added."),
    ),
    el("div", {}, el("button", { class: "primary" }, "Save")),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    save(form, numbers);
  });
  return el(
    "div",
    {},
    el("h1", {}, "Settings"),
    el("p", { class: "hint" }, "For the whole account. Every agent of this helpdesk is an admin."),
    form,
  );
}

async function save(form, numbers) {
  const { elements } = form;
  const is = (name) => elements[name].checked;
  const text = (name) => elements[name].value.trim();
  // The path of a page of this helpdesk, such as that of the example softphone, is an address.
  const address = (name) => text(name).replace(/^\/(?!\/)/, `${location.origin}/`);
  const whole = (name) => elements[name].valueAsNumber; // a value that is not a number becomes null
  for (const field of form.querySelectorAll("[aria-invalid]")) mark(field, "");
  try {
    await ask("PATCH", "/settings", {
      new_ticket: is("new_ticket"),
      helpdesk_numbers: numbers.all(),
      softphone: {
        enabled: is("softphone.enabled"),
        url: address("softphone.url"),
        width: whole("softphone.width"),
        height: whole("softphone.height"),
      },
      click_to_dial: {
        enabled: is("click_to_dial.enabled"),
        request_type: text("click_to_dial.request_type"),
        callback_url: address("click_to_dial.callback_url"),
      },
    });
    clear();
    happened("The settings are saved.");
  } catch (reason) {
    const wrong = Object.keys(reason.fields).filter((name) => elements[name]);
    for (const name of wrong) mark(elements[name], `${reason.fields[name]}.`);
    form.querySelector("[aria-invalid]")?.focus();
    const where = "please see the fields that are marked.";
    problem(`The settings were not saved: ${wrong.length ? where : reason.message}`);
  }
}

function mark(field, message) {
  field.parentElement.querySelector(".error").textContent = message;
  if (message) field.ariaInvalid = "true";
  else field.removeAttribute("aria-invalid");
}

const group = (title, ...fields) =>
  el("fieldset", { class: "card stack" }, el("legend", {}, title), ...fields);

const check = (name, label, checked) =>
  el("label", { class: "check" }, el("input", { type: "checkbox", name, checked }), ` ${label}`);

function input(name, label, attributes, hint) {
  const ids = { name, "aria-describedby": `${name}-hint ${name}-error` };
  return el(
    "div",
    { class: "field" },
    el("label", { for: name }, label),
    el("input", { id: name, ...attributes, ...ids }),
    el("p", { class: "error", id: `${name}-error` }),
    el("p", { class: "hint", id: `${name}-hint` }, hint),
  );
}

/** Return an editor for a list of numbers, and a function that returns the numbers. */
function numberList(numbers) {
  const list = el("ul", { role: "list", "aria-label": "Helpdesk numbers", class: "numbers" });
  const added = el("input", { type: "tel", id: "number-to-add", autocomplete: "off" });
  const add = el("button", { type: "button" }, "Add number");

  function put(number) {
    const label = { type: "button", class: "plain", "aria-label": `Remove ${number}` };
    const remove = el("button", label, "Remove");
    const line = el("li", { "data-number": number }, number, " ", remove);
    remove.addEventListener("click", () => {
      line.remove();
      added.focus();
    });
    list.append(line);
  }

  function take() {
    const number = added.value.trim();
    if (number && !all().includes(number)) put(number);
    added.value = "";
    added.focus();
  }

  const all = () => Array.from(list.children, (line) => line.dataset.number);
  numbers.forEach(put);
  add.addEventListener("click", take);
  added.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    take();
  });
  const label = el("label", { for: "number-to-add" }, "Number to add");
  const element = el("div", { class: "field" }, list, label, el("div", { class: "pair" }, added, add));
  return { element, all };
}
