"""Moments: UTC, to the microsecond in the database and to the second in answers."""

from datetime import UTC, datetime


def stamp(moment: datetime) -> str:
    """Return the text of a moment that is stored; texts sort as moments do."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def now() -> str:
    """Return the present moment, as it is stored."""
    return stamp(datetime.now(UTC))


def parse(text: str) -> str | None:
    """Return what is stored for a moment that a client wrote, or None if it wrote no moment."""
    try:
        moment = datetime.fromisoformat(text)
        return stamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


def seconds_since(stored: str) -> int:
    """Return how many whole seconds have passed since a moment that is stored."""
    return max(0, int((datetime.now(UTC) - datetime.fromisoformat(stored)).total_seconds()))


def shown(stored: str) -> str:
    """Return a moment as REST v2 shows it."""
    return f"{stored[:19]}Z"
