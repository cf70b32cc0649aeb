// Requests from the page to the server.

/** A refused request: a message, and one for each invalid field. */
export class Refused extends Error {
  constructor(message, fields = {}, unreachable = false) {
    super(message);
    this.fields = fields;
    this.unreachable = unreachable;
  }
}

/** Send a request and return the JSON of the answer; throw Refused unless it is accepted. */
export async function ask(method, path, body, options = {}) {
  const sent = { method, ...options };
  if (body !== undefined) {
    sent.headers = { "Content-Type": "application/json" };
    sent.body = JSON.stringify(body);
  }
  let answer, data;
  try {
    answer = await fetch(`/desktop${path}`, sent);
    data = answer.status === 204 ? null : await answer.json();
  } catch {
    throw new Refused("The helpdesk cannot be reached.", {}, true);
  }
  if (answer.status === 401) {
    location.reload(); // to sign in, and then return to this page
    return new Promise(() => {});
  }
  if (!answer.ok) throw refusal(data);
  return data;
}

function refusal(data) {
  const flaws = data.errors ?? [];
  const message = data.message ?? [...new Set(flaws.map((flaw) => flaw.message))].join(". ");
  return new Refused(`${message}.`, Object.fromEntries(flaws.map((f) => [f.field, f.message])));
}
