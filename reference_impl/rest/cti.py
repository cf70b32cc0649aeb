"""The two documented calls, over HTTP."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from starlette.responses import Response

from .. import calls
from ..domain import settings
from ..domain.errors import refused
from ..domain.store import Store
from ..http.web import ApiRequest, Handler, reply

_NAMES = {field.name for field in fields(calls.Pop)}
_TEXTS = {
    "requester_phone",
    "requester_email",
    "responder_phone",
    "responder_email",
    "call_reference_id",
    "call_url",
}


def pop_call(request: ApiRequest) -> Response:
    """Handle a pop, and answer with the id of the call (CTI-POP-01)."""
    check_feature(request.store)
    pop = calls.Pop(**request.attributes(pop_attributes(request.body)))
    return reply(201, {"id": str(calls.handle_pop(request.store, request.presence, pop)["id"])})


def get_call_details(request: ApiRequest) -> Response:
    """Answer with the details of a call (CTI-DET-01); its reference is mandatory (CTI-DET-02)."""
    check_feature(request.store)
    return reply(200, calls.details(request.store, request.query["call_reference_id"]))


def check_feature(store: Store) -> None:
    """Refuse a request if the account does not have the CTI feature (CTI-ACC-05)."""
    if not settings.read(store)["cti_enabled"]:
        raise refused(403, "require_feature", "The CTI feature is off for this account")


def pop_attributes(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Drop nulls (CTI-POP-15), blank texts, and the phone of a requester with an id (CTI-REQ-02).

    An undocumented name stays, whatever its value (CTI-POP-11).
    """
    kept = {
        name: value
        for name, value in attributes.items()
        if value is not None
        and not (name in _TEXTS and isinstance(value, str) and not value.strip())
    }
    kept |= {name: value for name, value in attributes.items() if name not in _NAMES}
    if "requester_id" in kept:
        kept.pop("requester_phone", None)
    return kept


HANDLERS: dict[str, Handler] = {"popCall": pop_call, "getCallDetails": get_call_details}
