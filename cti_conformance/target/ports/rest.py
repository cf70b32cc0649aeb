"""Reading and writing over REST v2, whatever the kind of record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cti_conformance.transport.answer import Answer
    from cti_conformance.transport.looking import LookingClient

PER_PAGE = 100
MAX_PAGES = 50
MAX_PAGES_AGAIN = 4
"""For lists of a path that has had a list without an end: a filter that is ignored, for example."""
NEXT = re.compile(r'rel="?next\b')


class Rest:
    """The requests of REST v2, with checks of what every answer must be.

    Args:
        client: HTTP to the target.
        declared: Whether the vendor declared the capability. If so, a request that does not work is
            a failure of the target; if it was discovered, the scenario is inconclusive.
    """

    def __init__(self, client: LookingClient, *, declared: bool) -> None:
        self._client = client
        self._declared = declared
        self._endless: set[str] = set()

    def _made(self, path: str, fields: Mapping[str, object]) -> dict[str, Any]:
        return self._object(self._checked(self._client.send("POST", path, json_body=fields)))

    def _got(self, path: str) -> dict[str, Any]:
        return self._object(self._checked(self._client.look(path)))

    def _list(
        self, path: str, query: Mapping[str, object] | None = None, max_pages: int = MAX_PAGES
    ) -> list[dict[str, Any]]:
        """Return a whole list, page by page."""
        items: list[dict[str, Any]] = []
        most = MAX_PAGES_AGAIN if path in self._endless else max_pages
        for page in range(1, most + 1):
            answer = self._page(path, query, page)
            items += answer.json
            if not NEXT.search(answer.headers.get("link", "")):
                return items
        self._endless.add(path)
        raise Inconclusive(f"GET {path} has more than {most} pages")

    def _page(self, path: str, query: Mapping[str, object] | None, page: int) -> Answer:
        answer = self._checked(self._client.look(path, paged(query, page)))
        if not isinstance(answer.json, list):
            self._problem(answer, "a JSON array")
        if not all(has_id(item) for item in answer.json):
            self._problem(answer, "objects with a numeric id")
        return answer

    def _checked(self, answer: Answer) -> Answer:
        if not answer.accepted:
            self._problem(answer, "2xx")
        return answer

    def _object(self, answer: Answer) -> dict[str, Any]:
        if not has_id(answer.json):
            self._problem(answer, "a JSON object with a numeric id")
        content: dict[str, Any] = answer.json
        return content

    def _problem(self, answer: Answer, wanted: str) -> None:
        if self._declared:
            raise RuleViolated(
                f"{wanted} from {answer.request}, as [capabilities] records = true says",
                str(answer),
            )
        raise Inconclusive(f"{answer.request} answered {answer}, where REST v2 answers {wanted}")


def paged(query: Mapping[str, object] | None, page: int) -> dict[str, object]:
    """Return a query for one page of a list."""
    return {**(query or {}), "per_page": PER_PAGE, "page": page}


def has_id(item: object) -> bool:
    """Return whether JSON data is an object with a numeric id."""
    return isinstance(item, dict) and isinstance(item.get("id"), int)


def personal_data(item: dict[str, Any]) -> dict[str, Any]:
    """Return the personal data of an agent: servers nest them or put them at the top."""
    person = item.get("contact")
    return person if isinstance(person, dict) else item


def text_in(value: object) -> str | None:
    """Return a value if it is a text that is not empty."""
    return value if isinstance(value, str) and value else None
