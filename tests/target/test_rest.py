"""How long lists are read from a target."""

from __future__ import annotations

from typing import Any

import pytest

from cti_conformance.results.step_outcomes import Inconclusive
from cti_conformance.target.journal import Journal
from cti_conformance.target.ports.records import Records
from cti_conformance.target.ports.rest import MAX_PAGES, MAX_PAGES_AGAIN
from cti_conformance.text.redaction import Redactor
from cti_conformance.transport.answer import Answer


class Endless:
    """A client of a target whose lists all have a next page."""

    def __init__(self) -> None:
        self.looks = 0

    def look(self, path: str, query: dict[str, object]) -> Answer:
        """Return a page that names a next one."""
        self.looks += 1
        assert query["page"] == self.looks
        headers = {"link": f'<{path}>; rel="next"'}
        return Answer(f"GET {path}", 200, headers, b'[{"id": 1}]', Redactor())


def test_a_list_without_an_end_is_given_up_sooner_the_next_time() -> None:
    client: Any = Endless()
    records = Records(client, Journal(), declared=False, country="US")
    for most in (MAX_PAGES, MAX_PAGES_AGAIN):
        client.looks = 0
        with pytest.raises(Inconclusive, match=f"has more than {most} pages"):
            records.time_entries(1)
        assert client.looks == most
