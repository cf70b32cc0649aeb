// The whole protocol of a softphone in the helpdesk's iframe.

// 1. The helpdesk fills in the agent's id where the configured URL has its placeholder.
const agentId = new URLSearchParams(location.search).get("agent_id");
document.getElementById("agent").textContent = agentId ?? "unknown";

// 2. The softphone sends a request as a message to its parent window. There is no answer.
//    If you know the helpdesk's address, use it instead of "*", so that no other site can listen.
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

//    Open a contact, in the same way.
document.getElementById("contact").addEventListener("submit", (event) => {
  event.preventDefault();
  tellHelpdesk({ action: "open_contact", value: event.target.elements.id.value });
});
