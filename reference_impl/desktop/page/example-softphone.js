// The whole protocol of a softphone in the helpdesk's iframe.

// 1. The helpdesk says which agent it is, where the configured URL asks for it.
const agentId = new URLSearchParams(location.search).get("agent_id");
document.getElementById("agent").textContent = agentId ?? "unknown";

// 2. The softphone asks for something by a message to the window that it is in. There is no answer.
//    Where you know the helpdesk's address, put it in place of "*": then nobody else can listen.
function tellHelpdesk(message) {
  window.parent.postMessage(message, "*");
}

// 3. There are three messages.

//    Show the softphone, such as when a call comes in.
document.getElementById("show").addEventListener("click", () => {
  tellHelpdesk({ action: "show_softphone" });
});

//    Open a ticket. The value is its id, as a number or as the string of its digits.
document.getElementById("ticket").addEventListener("submit", (event) => {
  event.preventDefault();
  tellHelpdesk({ action: "open_ticket", value: event.target.elements.id.value });
});

//    Open a contact, likewise.
document.getElementById("contact").addEventListener("submit", (event) => {
  event.preventDefault();
  tellHelpdesk({ action: "open_contact", value: event.target.elements.id.value });
});
