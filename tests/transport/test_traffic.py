"""The requests of a run are counted, by kind."""

from __future__ import annotations

import pytest

from cti_conformance.transport.traffic import Traffic, kind_of


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "/api/v2/tickets/80/notes", "GET /api/v2/tickets/{id}/notes"),
        ("DELETE", "/api/v2/contacts/5014967434", "DELETE /api/v2/contacts/{id}"),
        ("GET", "/api/v2/contacts?phone=%2B1&per_page=100&page=2", "GET /api/v2/contacts?phone"),
        ("GET", "/api/v2/details?a=1&a=2&b=", "GET /api/v2/details?a&b"),
        ("POST", "/api/v2/agents", "POST /api/v2/agents"),
    ],
)
def test_a_kind_has_neither_ids_nor_values(method: str, path: str, kind: str) -> None:
    assert kind_of(method, path) == kind


def test_all_requests_are_counted() -> None:
    traffic = Traffic()
    for path in ("/a/1", "/a/2", "/b"):
        traffic.count("GET", path)
    assert (traffic.sent, dict(traffic.by_kind)) == (3, {"GET /a/{id}": 2, "GET /b": 1})
