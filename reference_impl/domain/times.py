"""Times: UTC, with microseconds in the database and seconds in answers."""

from datetime import UTC, datetime


def stamp(moment: datetime) -> str:
    """Return the stored form of a time, which sorts chronologically."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def now() -> str:
    """Return the current time in its stored form."""
    return stamp(datetime.now(UTC))


def parse(text: str) -> str | None:
    """Return the stored form of a time that a client wrote, or None if it is not a time."""
    try:
        moment = datetime.fromisoformat(text)
        return stamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def seconds_since(stored: str) -> int:
    """Return the number of whole seconds since a stored time, at least 0."""
    return max(0, int((datetime.now(UTC) - datetime.fromisoformat(stored)).total_seconds()))


def shown(stored: str) -> str:
    """Return a stored time in the form of REST v2."""
    return f"{stored[:19]}Z"
