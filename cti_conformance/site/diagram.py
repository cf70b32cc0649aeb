"""A sequence diagram of recorded steps, as SVG with the colours of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cti_conformance.site.recording import Step

# All in pixels of the drawing.
COLUMN = 300
MARGIN = 95
HEAD = 44
ROW = 58
BOX = 170


def diagram(parties: Sequence[str], steps: Sequence[Step], title: str) -> Markup:
    """Draw the steps from top to bottom; each is a link to ``#step-N`` on the page.

    Args:
        parties: The participants, from left to right.
        steps: The steps.
        title: The accessible name of the drawing.
    """
    width = 2 * MARGIN + COLUMN * (len(parties) - 1)
    height = HEAD + ROW * len(steps) + 24
    places = {party: MARGIN + COLUMN * number for number, party in enumerate(parties)}
    return Markup(
        '<svg class="sequence" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="group" '
        'aria-label="{title}">\n'
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" '
        'markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>\n'
        "{content}\n</svg>"
    ).format(
        w=width,
        h=height,
        title=title,
        content=Markup("\n").join([*_lifelines(places, height), *_messages(places, steps)]),
    )


def _lifelines(places: dict[str, int], height: int) -> Iterable[Markup]:
    for party, x in places.items():
        yield Markup(
            '<line class="life" x1="{x}" y1="{head}" x2="{x}" y2="{end}"/>'
            '<rect class="party" x="{left}" y="4" width="{box}" height="{tall}" rx="6"/>'
            '<text class="name" x="{x}" y="28">{party}</text>'
        ).format(
            x=x, head=HEAD, end=height - 4, left=x - BOX // 2, box=BOX, tall=HEAD - 8, party=party
        )


def _messages(places: dict[str, int], steps: Sequence[Step]) -> Iterable[Markup]:
    for number, step in enumerate(steps, start=1):
        start, end = places[step.event.sender], places[step.event.receiver]
        y = HEAD + ROW * number - 12
        forward = 1 if end > start else -1
        middle = (start + end) // 2
        yield Markup(
            '<a href="#step-{n}"><text class="title" x="{middle}" y="{above}">{n}. {title}</text>'
            '<text class="sent" x="{middle}" y="{below}">{sent} → {status}</text>'
            '<line class="message" x1="{x1}" y1="{y}" x2="{x2}" y2="{y}" marker-end="url(#arrow)"/>'
            "</a>"
        ).format(
            n=number,
            middle=middle,
            above=y - 7,
            below=y + 15,
            title=step.event.title,
            sent=_short(step.request),
            status=step.status,
            x1=start + 2 * forward,
            x2=end - 2 * forward,
            y=y,
        )


def _short(request: str) -> str:
    """Return a request whose path is shortened to its last segments."""
    method, _, path = request.partition(" ")
    *_, before, last = path.partition("?")[0].split("/")
    return f"{method} …/{last}" if before.isdigit() else f"{method} …/{before}/{last}"
