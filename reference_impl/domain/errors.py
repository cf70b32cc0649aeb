"""Refusals, in the form of REST v2 errors."""

from collections.abc import Iterable
from dataclasses import dataclass


class RestError(Exception):
    """A refusal: an HTTP status with a REST v2 body."""

    def __init__(self, status: int, body: dict[str, object]) -> None:
        super().__init__(status, body)
        self.status = status
        self.body = body


@dataclass(frozen=True, slots=True)
class Flaw:
    """The error of one attribute (CTI-POP-10)."""

    field: str
    message: str
    code: str


def refused(status: int, code: str, message: str) -> RestError:
    """Refuse a request as a whole."""
    return RestError(status, {"code": code, "message": message})


def not_found() -> RestError:
    """Refuse a path, or a record on it, that does not exist."""
    return refused(404, "not_found", "There is no such path or record")


def invalid(flaws: Iterable[Flaw], status: int = 400) -> RestError:
    """Refuse a request because of some of its attributes (CTI-POP-10)."""
    errors = [{"field": f.field, "message": f.message, "code": f.code} for f in flaws]
    return RestError(status, {"description": "Validation failed", "errors": errors})


def invalid_value(field: str, message: str) -> RestError:
    """Refuse the value of one attribute."""
    return invalid([Flaw(field, message, "invalid_value")])
