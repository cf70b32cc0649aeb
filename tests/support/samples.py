"""The sample requests of the site: taken from its pages, and sent to a reference."""

from __future__ import annotations

import re
import shlex
import uuid
from dataclasses import dataclass
from string import Template
from typing import TYPE_CHECKING, Any

import requests

from support.helpdesk import API_KEY, LIMIT_S, TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from support.helpdesk import Client
    from support.html import Element

SAUL = "+442079460018"
NUMBER = "+12125550100"  # a helpdesk number, as the samples have it


@dataclass(frozen=True)
class Sample:
    """A sample request of a page.

    Attributes:
        where: The id of the section that it stands in.
        status: The status that the page says it is answered with; ``None`` where it says none.
        answer: The JSON that the page shows as its answer; empty where it shows none.
    """

    where: str
    command: str
    status: int | None
    answer: str


def samples(page: Element) -> Iterator[Sample]:
    """Yield every command of a page that sends a request, in their order."""
    where, status, found = "", None, None
    for element in page:
        if element.tag == "section":
            where = element.id
        if "sample" in element.classes:
            status = int(element.attributes["data-status"])
        if element.tag != "pre":
            continue
        text = element.text
        if re.search(r"^curl ", text, re.MULTILINE):
            if found:
                yield found
            found, status = Sample(where, text, status, ""), None
        elif found and found.where == where and element.all("code", "json"):
            yield Sample(found.where, found.command, found.status, text)
            found = None
    if found:
        yield found


def send(command: str, variables: Mapping[str, object]) -> requests.Response:
    """Send the request of a ``curl`` command.

    Args:
        command: The command, as a page has it.
        variables: The shell variables that it may name; one that is not here is an error.
    """
    words = iter(shlex.split(command.replace("\\\n", " ")))
    assert next(words) == "curl"
    method, headers, auth, body, url = None, {}, None, None, ""
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-H":
            name, value = _filled(next(words), variables).split(": ", 1)
            headers[name] = value
        elif word == "-u":
            user, password = _filled(next(words), variables).split(":", 1)
            auth = (user, password)
        elif word in ("--data", "--data-raw"):
            body = next(words).encode()
        elif word != "-i":
            assert not word.startswith("-"), word
            assert not url, f"two addresses: {url} and {word}"
            url = _filled(word, variables)
    method = method or ("GET" if body is None else "POST")
    return requests.request(
        method, url, headers=headers, auth=auth, data=body, timeout=LIMIT_S, allow_redirects=False
    )


def _filled(word: str, variables: Mapping[str, object]) -> str:
    return Template(word).substitute(variables)


class People:
    """The records of the samples, created on a reference for one sample.

    Args:
        client: Speaks to the reference.
        url: The address of the reference.
    """

    def __init__(self, client: Client, url: str) -> None:
        self._client = client
        self._url = url
        self._mark = uuid.uuid4().hex
        self._contact = client.make("contacts", name="Omar", email=self._email("omar"))
        self._agent = client.make("agents", email=self._email("saul"), phone=SAUL)
        self._other = client.make("agents", email=self._email("ines"))
        self._ticket = client.make_ticket(self._contact)
        ticket = f"tickets/{self._ticket}"
        self._note = client.make(f"{ticket}/notes", body="Note")
        self._entry = client.make(
            f"{ticket}/time_entries", agent_id=self._agent, time_spent="00:05"
        )

    def _email(self, name: str) -> str:
        return f"{name}-{self._mark}@example.com"

    def arrange(self, where: str) -> None:
        """Create the preconditions of a section's sample."""
        settings = {"cti_enabled": True, "new_ticket": False, "helpdesk_numbers": [NUMBER]}
        assert self._client.control("PATCH", "/settings", settings).ok
        for agent in (self._agent, self._other):
            self._client.set_presence(agent, online=True)
        assert self._client.pop(requester_id=self._contact, responder_id=self._agent).ok
        if where == "restoreContact":
            assert self._client.send("DELETE", f"/api/v2/contacts/{self._contact}").ok

    def variables(self) -> dict[str, Any]:
        """Return the variables that a reader sets before the samples."""
        return {
            "HELPDESK": self._url,
            "CTI_API_KEY": API_KEY,
            "CTI_CONTROL_TOKEN": TOKEN,
            "CTI_HARNESS_TOKEN": TOKEN,
            "CONTACT_ID": self._contact,
            "AGENT_ID": self._agent,
            "TICKET_ID": self._ticket,
            "CONVERSATION_ID": self._note,
            "TIME_ENTRY_ID": self._entry,
        }

    def cast(self, command: str) -> str:
        """Put the people who are there in the place of those in a command's body."""
        for told, there in {
            "5014967434": self._contact,
            "7898974314": self._agent,
            "7898974315": self._other,
            '"ticket_id": 80': f'"ticket_id": {self._ticket}',
            "omar@example.com": self._email("omar"),
            "saul@freshdesk.com": self._email("saul"),
        }.items():
            command = command.replace(told, str(there))
        return command
