// What the page asks the server.

/** Why the server did not do what it was asked for: a sentence, and one for each field. */
export class Refused extends Error {
  constructor(message, fields = {}, unreachable = false) {
    super(message);
    this.fields = fields;
    this.unreachable = unreachable;
  }
}

/** Send a request and return what the answer holds; throw Refused unless it accepts. */
export async function ask(method, path, body, options = {}) {
  const sent = { method, ...options };
  if (body !== undefined) {
    sent.headers = { "Content-Type": "application/json" };
    sent.body = JSON.stringify(body);
  }
  let answer, told;
  try {
    answer = await fetch(`/desktop${path}`, sent);
    told = answer.status === 204 ? null : await answer.json();
  } catch {
    throw new Refused("The helpdesk cannot be reached.", {}, true);
  }
  if (answer.status === 401) {
    location.reload(); // to sign in, and then back to this very page
    return new Promise(() => {});
  }
  if (!answer.ok) throw refusal(told);
  return told;
}

function refusal(told) {
  const flaws = told.errors ?? [];
  const message = told.message ?? [...new Set(flaws.map((flaw) => flaw.message))].join(". ");
  return new Refused(`${message}.`, Object.fromEntries(flaws.map((f) => [f.field, f.message])));
}
