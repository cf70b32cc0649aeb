"""A telephone system's side of the Freshdesk CTI framework, in one file.

It takes one event a line in JSON on standard input, announces the call to the helpdesk, and answers
in JSON on standard output, as `docs/telephony-client.md` describes. To use it in a telephone
system, copy `Helpdesk` and `Telephony`. Needed: Python, requests, phonenumbers.
"""

import json
import os
import sys
import time
from email.utils import parsedate_to_datetime
from pathlib import Path

import phonenumbers
import requests

POP, DETAILS = "/api/v2/integrations/cti/pop", "/api/v2/integrations/cti/details"
TRIES, PAUSE_S = 3, 0.3  # of a helpdesk in trouble; the pause before a third try is twice as long
LONGEST_PAUSE_S = 60  # of a rate limit; the call is over by then
FORGET_S = 600  # how long an agent counts as unknown: the admin may add one


class HelpdeskError(Exception):
    """An outcome, and its reason: ``refused``, and would be again; or ``failed``."""


class Helpdesk:
    """The two calls of the CTI framework. ``auth`` is (API key, any) or (email, password)."""

    def __init__(self, url, auth, timeout):
        self.url = url.rstrip("/")
        self.limits = {"timeout": timeout, "allow_redirects": False}
        self.session = requests.Session()
        self.session.auth = auth
        self.session.trust_env = False  # no other credentials from ~/.netrc
        self.session.verify = os.environ.get("CTI_CA_BUNDLE") or True

    def pop(self, attributes):
        """Announce a call. By its reference the helpdesk recognises a pop that comes twice."""
        answer = self.send("POST", POP, json=attributes)
        if not isinstance(read_json(answer), dict):
            raise HelpdeskError("failed", "the answer to the pop is not an object")

    def details(self, reference):
        """Return where a call went: an object for each ticket, or nothing yet."""
        answer = self.send("GET", DETAILS, params={"call_reference_id": reference})
        calls = [] if answer.status_code == 404 else read_json(answer)
        if not isinstance(calls, list):
            raise HelpdeskError("failed", "the details are not an array")
        return calls

    def send(self, method, path, **content):
        """Send a request; where it can help, wait and repeat it as it is."""
        problem = ""
        for attempt in range(TRIES):
            if attempt:
                time.sleep(PAUSE_S * 2 ** (attempt - 1))
            try:
                answer = self.session.request(method, self.url + path, **content, **self.limits)
            except requests.exceptions.SSLError:
                raise HelpdeskError("failed", "the certificate is not to be trusted") from None
            except requests.exceptions.RequestException as error:
                problem = f"no answer ({type(error).__name__})"
                continue
            status = answer.status_code
            if status < 300 or (status == 404 and method == "GET"):
                return answer
            problem = f"{status} {reason_of(answer)}"
            if status == 429:
                wait(answer.headers.get("Retry-After", ""))
            elif 400 <= status < 500:
                raise HelpdeskError("refused", problem)
            elif status < 500:
                raise HelpdeskError("failed", problem)
        raise HelpdeskError("failed", f"given up after {TRIES} tries: {problem}")


class Telephony:
    """Turns events into requests; agents whom nobody knows are remembered in a folder."""

    def __init__(self, helpdesk, folder):
        self.helpdesk = helpdesk
        self.unknown = Path(folder) / "unknown-agents"

    def handle(self, event):
        """Handle one event, and return the answer."""
        try:
            if event["type"] == "look_up":
                calls = self.helpdesk.details(event["call"])
                return {"outcome": "done", "calls": [tidy(call) for call in calls]}
            if event["type"] == "hang_up" and not is_address(event.get("recording")):
                return {"outcome": "done", "message": "nothing to announce"}
            return self.announce(event)
        except HelpdeskError as error:
            return {"outcome": error.args[0], "message": f"The helpdesk: {error.args[1]}"}

    def announce(self, event):
        """Send the pop of a call that rings, was transferred, or has a recording now."""
        caller, agent = event["caller"], event["agent"]
        known = json.dumps(agent, sort_keys=True)
        if not caller.keys() & {"id", "number", "email"}:
            return {"outcome": "done", "message": "The caller withholds the number: no pop"}
        if self.is_unknown(known):
            return {"outcome": "refused", "message": f"The helpdesk has no agent {known}"}
        pop = {
            "requester_id": caller.get("id"),
            "requester_phone": readable(caller.get("number"), caller.get("country")),
            "requester_email": caller.get("email"),
            "responder_id": agent.get("id"),
            "responder_phone": agent.get("number"),
            "responder_email": agent.get("email"),
            "call_reference_id": event["call"],  # the same for each pop of the call
            "ticket_id": event.get("ticket"),
            "new_ticket": event.get("new_ticket"),  # only the first event of a call has it
            "call_url": event.get("recording"),
            "call_info": event.get("info"),
        }
        try:
            self.helpdesk.pop({name: value for name, value in pop.items() if value is not None})
        except HelpdeskError as error:
            if "responder" in error.args[1]:
                with self.unknown.open("a") as file:
                    print(time.time(), known, file=file)
            raise
        return {"outcome": "done"}

    def is_unknown(self, agent):
        """Return whether the helpdesk said lately that there is no such agent."""
        lines = self.unknown.read_text().splitlines() if self.unknown.exists() else []
        said = [line.split(" ", 1) for line in lines]
        return any(who == agent and time.time() - float(at) < FORGET_S for at, who in said)


def readable(number, country):
    """Return a number with its country code, as every helpdesk can read it; else as it is."""
    for text in (number, f"+{number}") if number else ():
        try:
            parsed = phonenumbers.parse(text, country)
        except phonenumbers.NumberParseException:
            continue
        length = phonenumbers.is_possible_number_with_reason(parsed)  # its area may be a new one
        if length == phonenumbers.ValidationResult.IS_POSSIBLE:
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return number


def is_address(text):
    """Return whether an agent's browser can open a recording."""
    return str(text).lower().startswith(("http://", "https://"))


def tidy(call):
    """Return what a person wants to know of a call; a sample has responder_idl."""
    known = {name: call.get(name) for name in ("requester_id", "ticket_id", "note_id")}
    return known | {"responder_id": call.get("responder_id", call.get("responder_idl"))}


def wait(retry_after):
    """Wait as a rate limit says: for seconds, or until a date."""
    is_date = not retry_after.strip().isdigit()
    date = parsedate_to_datetime(retry_after).timestamp() if is_date else 0
    pause = date - time.time() if is_date else float(retry_after)
    if pause > LONGEST_PAUSE_S:
        raise HelpdeskError("failed", f"no request is wanted for {pause:.0f} s")
    time.sleep(max(0.0, pause))


def read_json(answer):
    """Return the JSON of an answer; a page with status 200 is an error."""
    try:
        return answer.json()
    except ValueError:
        raise HelpdeskError("failed", f"{answer.status_code} without JSON") from None


def reason_of(answer):
    """Return what an error says: about each field, or at all."""
    try:
        content = answer.json()
        errors = [f"{one['field']}: {one['message']}" for one in content.get("errors", ())]
        return "; ".join(errors) or str(content.get("message", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""


def main():
    """Handle the events on standard input."""
    key = os.environ.get("CTI_API_KEY")
    auth = (key, "X") if key else tuple(os.environ["CTI_AUTH"].split(":", 1))
    helpdesk = Helpdesk(os.environ["CTI_URL"], auth, float(os.environ.get("CTI_TIMEOUT", "5")))
    telephony = Telephony(helpdesk, os.environ.get("CTI_STATE_DIR", "."))
    for line in sys.stdin:
        event = json.loads(line)
        print(json.dumps({"event": event["event"], **telephony.handle(event)}), flush=True)


if __name__ == "__main__":
    main()
