"""Other choices than the reference's for its records: ids, names, numbers, times, lists."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import phonenumbers

from cti_conformance.reference_impl.domain import people, store, times
from cti_conformance.reference_impl.http import web
from cti_conformance.reference_impl.rest import agents, contacts, tickets, time_entries
from variants.choices import put

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.responses import Response

    from cti_conformance.reference_impl.domain.store import Row, Store
    from cti_conformance.reference_impl.http.web import ApiRequest

WITH_ID = ("people", "tickets", "notes", "time_entries", "calls")


def ids_in_no_order() -> None:
    """Ids are large, and do not show which record is older."""

    def choose(table: str, columns: dict[str, Any]) -> dict[str, Any]:
        if table in WITH_ID:
            columns = {"id": random.randrange(2**43, 2**53), **columns}
        return columns

    _change_insert(before=choose)


def note_on_each_ticket() -> None:
    """Each new ticket automatically gets a note."""

    def add(store: Store, table: str, row: Row) -> None:
        if table == "tickets":
            body = "<p>We have your request</p>"
            store.insert(
                "notes", ticket_id=row["id"], user_id=row["requester_id"], body=body, private=False
            )

    _change_insert(after=add)


def names_by_a_trigger() -> None:
    """A contact's name is changed once the contact is there, unless it is a number."""

    def rename(store: Store, table: str, row: Row) -> None:
        if table == "people" and row["kind"] == "contact" and not row["name"].startswith("+"):
            store.update("people", row["id"], name=f"{row['name'].title()}, VIP")

    _change_insert(after=rename)


def numbers_as_they_are_read() -> None:
    """Numbers are kept in the notation in which they are read best."""
    columns_of = people._columns

    def notated(
        store: Store, attributes: Mapping[str, Any], more: dict[str, Any]
    ) -> dict[str, Any]:
        columns = columns_of(store, attributes, more)
        for name in ("phone", "mobile"):
            key = columns.get(f"{name}_key") or ""
            if key.startswith("+"):
                kind = phonenumbers.PhoneNumberFormat.INTERNATIONAL
                columns[name] = phonenumbers.format_number(phonenumbers.parse(key), kind)
        return columns

    put(people, "_columns", notated)


def _change_insert(
    before: Callable[[str, dict[str, Any]], dict[str, Any]] = lambda _, columns: columns,
    after: Callable[[Store, str, Row], None] = lambda *_: None,
) -> None:
    insert = store.Store.insert

    def inserted(self: Store, table: str, **columns: Any) -> Row:
        row = insert(self, table, **before(table, columns))
        after(self, table, row)
        return row

    put(store.Store, "insert", inserted)


def pages_of_three() -> None:
    """A list comes three records at a time, whatever is asked for."""
    page = web.page

    def short(request: ApiRequest, *args: Any) -> Response:
        size = min(3, request.query.get("per_page", 3))
        return page(replace(request, query={**request.query, "per_page": size}), *args)

    for module in (agents, contacts, tickets, time_entries):
        put(module, "page", short)


def times_of_india() -> None:
    """Times are in the account's own time zone."""

    def shown(stored: str) -> str:
        zone = dt.timezone(dt.timedelta(hours=5, minutes=30))
        return dt.datetime.fromisoformat(stored).astimezone(zone).isoformat(timespec="seconds")

    put(times, "shown", shown)
