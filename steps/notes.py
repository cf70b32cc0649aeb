"""Notes on tickets: recordings, call information, and that nothing in them is executable."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from pytest_bdd import given, parsers, then

from cti_conformance.results.locus import but, literal
from cti_conformance.results.step_outcomes import Inconclusive, eventually, expect
from cti_conformance.steps.phrases import ADDED_NOTE, Sentence
from cti_conformance.steps.story.settling import settled
from cti_conformance.steps.tickets import switch_to_call_of
from cti_conformance.target import locate
from cti_conformance.text.comparing import contains, contains_value, keeps_lines
from cti_conformance.text.excerpts import how_many

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cti_conformance.results.locus import Locus
    from cti_conformance.steps.story import Story
    from cti_conformance.steps.widget import WidgetView
    from cti_conformance.target.ports.records import Note

SCRIPT = "ctiConformance()"
MARKUP = {
    "a script element": f"<script>{SCRIPT}</script>",
    "an image with a handler": f'<img src=x onerror="{SCRIPT}">',
    "a link that runs a script": f'<a href="javascript:{SCRIPT}">listen</a>',
    "quotes that would end an attribute": f'\'" onmouseover="{SCRIPT}" x=\'"><b onclick={SCRIPT}>',
}
ADDRESSES = {
    "an address with a port and a fragment": "http://recordings.example.com:8443/1.mp3#t=10",
    "a javascript address": f"javascript:{SCRIPT}",
    "a javascript address with slashes": f"javascript://recordings.example.com/%0a{SCRIPT}",
    "a data address": f"data:text/html,<script>{SCRIPT}</script>",
    "quotes that would end an attribute": (
        f'https://recordings.example.com/1.mp3" onerror="{SCRIPT}"><script>{SCRIPT}</script>'
    ),
}

CAPITALS = "an address in capitals"
"""An address of the web whose scheme and host are in capitals, as they may be."""

LINES = ("br", "p", "div", "pre", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "td", "th")
"""The elements that begin a new line in the text of a note."""


class Markup(HTMLParser):
    """Reads a note's HTML: its text, its players and links, and its executable parts."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.players: list[str] = []
        self.addresses: list[str] = []
        self.live: list[str] = []  # executable parts that came from the suite
        self._inside: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element's name and attributes."""
        self._inside.append(tag)
        self._break_line(tag)
        for name, value in attrs:
            address = (value or "").strip()
            if name in ("href", "src"):
                self.addresses.append(address)
                if tag == "audio" or (tag == "source" and "audio" in self._inside):
                    self.players.append(address)
                # Browsers skip white space and control characters in a scheme.
                scheme = "".join(c for c in address if c > " ").lower().partition(":")[0]
                if scheme in ("javascript", "data", "vbscript") and SCRIPT in address:
                    self.live.append(f"{name}={address}")
            if name.startswith("on") and SCRIPT in address:
                self.live.append(f"{name}={address}")

    def handle_endtag(self, tag: str) -> None:
        """Close the elements that end here."""
        self._break_line(tag)
        if tag in self._inside:
            while self._inside.pop() != tag:
                pass

    def _break_line(self, tag: str) -> None:
        self.text += "\n" if tag in LINES else " "

    def handle_data(self, data: str) -> None:
        """Collect the text, and look for a script."""
        self.text += data
        if "script" in self._inside and SCRIPT in data:
            self.live.append(f"<script>{data}")


@given(Sentence("a call from {name} with {markup} as call information", markup=MARKUP))
def a_call_with_markup(story: Story, name: str, markup: str) -> None:
    """Prepare a call with this markup as a key and a value of call_info."""
    text = MARKUP[markup]
    info = {"Note": text, text: "yes"}
    story.new_call({"requester_id": story.people.contact(name).id})
    story.call["call_info"] = {**info, "Line": story.people.mark}


@given(Sentence("a call whose requester phone is {markup}", markup=MARKUP))
def a_call_with_a_strange_caller_id(story: Story, markup: str) -> None:
    """Prepare a call with this markup as its requester_phone, and with call information."""
    story.new_call({"requester_phone": MARKUP[markup]})
    story.call["call_info"] = {"Line": story.people.mark}


@given(
    Sentence("a call from {name} with {address} as its recording", address=(*ADDRESSES, CAPITALS))
)
def a_call_with_a_strange_recording(story: Story, name: str, address: str) -> None:
    """Prepare a call with this text as its call_url."""
    story.new_call({"requester_id": story.people.contact(name).id})
    url = ADDRESSES.get(address) or f"HTTPS://RECORDINGS.EXAMPLE.COM/{story.people.mark}.mp3"
    story.call |= {"call_url": url, "call_info": {"Line": story.people.mark}}


@then(Sentence("the ticket has a new {kind}note", kind=("", "private ")))
def a_new_note(story: Story, kind: str) -> None:
    """The ticket of the call has a note that it did not have before, private if so stated."""
    expected = f"a new {kind}note on the ticket"

    def met(notes: list[Note]) -> bool:
        return any(note.private or not kind for note in notes)

    notes = _notes(story, expected, until=met)
    observed = "; ".join(map(_describe, notes)) or "no new note"
    at = _at(story, _new_note(story, "private" if kind else ""))
    expect(met(notes), expected=expected, observed=observed, at=at)


@then("the two calls have made two private notes or more on the ticket")
def two_calls_have_made_two_notes(story: Story) -> None:
    """The ticket of the call has at least two private notes more than before both calls."""
    expected = "two private notes of two calls on the ticket, or more"

    def private(notes: list[Note]) -> list[Note]:
        return [note for note in notes if note.private]

    notes = _notes(story, expected, until=lambda seen: len(private(seen)) > 1)
    observed = "; ".join(map(_describe, notes)) or "no new note"
    old = but("note", sorted(story.tickets.old_notes))
    at = _at(story, f"{old}map(select(.private == true)) | length > 1")
    expect(len(private(notes)) > 1, expected=expected, observed=observed, at=at)


@then("the recording is in a note on the ticket")
def the_recording_is_in_a_note(story: Story) -> None:
    """A new note on the ticket of the call has the call_url, as a link, a player or text."""
    story.was_done("the recording on the ticket of the call")
    _notes_with_the_recording(story)


@then("exactly one note on the ticket has the recording, and it is private")
def one_private_note_with_the_recording(story: Story) -> None:
    """One new note of the ticket has the call_url, and its private is true."""
    ticket, url = (
        story.ticket_of_call("one private note with the recording"),
        story.call["call_url"],
    )

    def look() -> list[Note]:
        return [note for note in story.tickets.new_notes(ticket.id) if _holds(note, url)]

    found = settled(story, look, bool, "note")
    private = sum(note.private for note in found)
    of_them = f", {private or 'none'} of them private" if found else ""
    expect(
        len(found) == 1 and found[0].private,
        expected="one private note with the recording",
        observed=f"{how_many(len(found), 'note')} with it{of_them}",
        at=_at(
            story,
            f"map(select(holds({literal(story.call['call_url'])}))) | "
            "length == 1 and .[0].private == true",
        ),
    )


@then("no note on the ticket has the recording")
def no_note_with_the_recording(story: Story) -> None:
    """No new note of the call's ticket has the call_url, once effects of the pop can be seen."""
    story.settle("note")
    ticket, url = story.tickets.of_call, story.call["call_url"]
    assert ticket, "the call has a ticket before this pop"
    found = [note for note in story.tickets.new_notes(ticket.id) if _holds(note, url)]
    expect(
        not found,
        expected="no note with the recording of the refused pop",
        observed=f"{how_many(len(found), 'note')} with it",
        at=locate.notes(ticket.id, f"map(select(holds({literal(url)}))) | length == 0"),
    )


@then("the agent's notes are in a private note on the ticket")
def the_agents_notes_are_on_the_ticket(story: Story, widget_view: WidgetView) -> None:
    """A new note with the text of the notepad is on the ticket of the call; private is true."""
    story.was_done("the agent's notes on the ticket of the call")
    _note_with_text(story, widget_view.notes, private=True)


@then("the lines of the agent's notes are lines of the note")
def the_lines_are_kept(story: Story, widget_view: WidgetView) -> None:
    """In the HTML or the text of the note with the notes, each line ends where it was ended."""
    expected = "a note with a line break after each line of the agent's notes"
    written = widget_view.notes

    def broken(notes: list[Note]) -> list[str]:
        return [
            text
            for note in notes
            for text in (Markup(note.body).text, note.body_text)
            if contains(text, written) and keeps_lines(text, written)
        ]

    notes = _notes(story, expected, until=broken)
    observed = f"the notes {[note.body for note in notes]}"
    at = _at(story, f"any(.[]; keeps_lines({literal(written)}))")
    expect(broken(notes), expected=expected, observed=observed, at=at)


@then(parsers.parse("the agent's notes are in a note on {name:w}'s ticket"))
def the_notes_are_on_the_callers_ticket(story: Story, widget_view: WidgetView, name: str) -> None:
    """A note with the text of the notepad is on the caller's ticket, which is now the ticket."""
    switch_to_call_of(story, name)
    _note_with_text(story, widget_view.notes, private=False)


@then("the added note is on the ticket")
def the_added_note_is_on_the_ticket(story: Story) -> None:
    """A new note with the text that the agent added is on the ticket of the call."""
    _note_with_text(story, ADDED_NOTE, private=False)


def _note_with_text(story: Story, text: str, *, private: bool) -> None:
    """Expect a note with a text; where ``private``, a private one."""
    expected = f"a {'private ' if private else ''}note with {text!r}"

    def holding(notes: list[Note]) -> list[Note]:
        return [n for n in notes if contains(_text(n), text) and (n.private or not private)]

    notes = _notes(story, expected, until=holding)
    also = " and .private == true" if private else ""
    at = _at(story, f"any(.[]; holds({literal(text)}){also})")
    observed = f"the notes {[*map(_describe, notes)]}"
    expect(holding(notes), expected=expected, observed=observed, at=at)


@then("the note with the recording is private")
def the_recording_is_private(story: Story) -> None:
    """No public new note of the ticket has the call_url."""
    notes = _notes_with_the_recording(story)
    public = [note.id for note in notes if not note.private]
    url = literal(story.call["call_url"])
    at = _at(story, f"map(select(holds({url}))) | length > 0 and all(.private == true)")
    expected = "the recording in private notes only"
    expect(not public, expected=expected, observed=f"public: {public}", at=at)


@then("the note has an audio player for the recording")
def the_recording_can_be_played(story: Story) -> None:
    """A new note has an audio element whose source is the call_url."""
    url = story.call["call_url"]
    expected = f"an audio element whose source is {url}"

    def playing(notes: list[Note]) -> bool:
        return any(url in Markup(note.body).players for note in notes)

    _notes_with_the_recording(story)
    notes = _notes(story, expected, until=playing)
    bodies = [note.body for note in notes if _holds(note, url)]
    at = _at(story, f"any(.[]; plays({literal(url)}))")
    expect(playing(notes), expected=expected, observed=f"the notes {bodies}", at=at)


@then("every key and value of the call information is in a note on the ticket")
def the_call_information_is_in_the_notes(story: Story) -> None:
    """New notes of the ticket have each key and each value of call_info as text."""
    wanted = [value for pair in story.call["call_info"].items() for value in pair]
    expected = f"each of {wanted} in a note"

    def missing(notes: list[Note]) -> list[object]:
        text = " ".join(_text(note) for note in notes)
        return [value for value in wanted if not contains_value(text, value)]

    notes = _notes(story, expected, until=lambda notes: not missing(notes))
    at = _at(story, locate.hold_all(missing(notes)))
    expect(not missing(notes), expected=expected, observed=f"missing: {missing(notes)}", at=at)


@then("the pop is refused, or each key and value is in a note on the ticket")
def refused_or_in_the_notes(story: Story) -> None:
    """The status is 4xx, or new notes of the ticket have each key and value of call_info."""
    if not story.answer.refused:
        the_call_information_is_in_the_notes(story)


@then("none of it is executable in a note on the ticket")
def nothing_is_live(story: Story) -> None:
    """The pop is refused, or no new note has the sent text as a script, handler or address.

    Nor has the description of the ticket, where the API shows it as HTML.
    """
    if story.answer.refused:  # no note can contain it then
        return
    expected = "the text escaped or left out"
    if story.call.get("requester_phone") in MARKUP.values():
        # The new contact need not have the number as it was sent.
        call = story.reported(expected)
        story.people.created.contacts.append(call.get("requester_id") or 0)
        story.tickets.of_call = story.records.ticket(call.get("ticket_id") or 0)

    def marked(notes: list[Note]) -> bool:
        return any(story.people.mark in _text(note) for note in notes)

    if not marked(_notes(story, expected, until=marked)):
        raise Inconclusive("no note of the call was seen, so none can be checked")
    story.settle("note")
    notes = _notes(story, expected, until=marked)
    texts = [note.body for note in notes]
    texts.append(story.records.ticket(story.ticket_of_call(expected).id).description)
    live = [found for text in texts for found in Markup(text).live]
    at = _at(story, f"any(.[]; runs({literal(SCRIPT)})) | not", or_refused=True)
    expect(not live, expected=expected, observed=f"live markup: {live}", at=at)


def _at(story: Story, holds: str, *, or_refused: bool = False) -> Callable[[], Locus]:
    """Return a condition on the notes of the ticket of the call; to find that takes a look."""
    return lambda: replace(
        locate.notes(story.ticket_of_call("a ticket").id, holds), or_refused=or_refused
    )


def _new_note(story: Story, kind: str) -> str:
    """Return the condition that there is a note from after the call, private if so named."""
    old = but("note", sorted(story.tickets.old_notes))
    return old + ("any(.private == true)" if kind else "length > 0")


def _notes_with_the_recording(story: Story) -> list[Note]:
    expected = "a note on the ticket that holds the address of the recording"

    def holding(notes: list[Note]) -> list[Note]:
        return [note for note in notes if _holds(note, story.call["call_url"])]

    notes = _notes(story, expected, until=holding)
    found = holding(notes)
    at = _at(story, f"any(.[]; holds({literal(story.call['call_url'])}))")
    expect(found, expected=expected, observed=_without(notes), at=at)
    return found


def _without(notes: Sequence[Note]) -> str:
    """Return the notes that were seen, in words, none of which holds what is looked for."""
    return f"{how_many(len(notes), 'note')}{', without it' if notes else ''}"


def _holds(note: Note, address: str) -> bool:
    markup = Markup(note.body)
    return address in markup.addresses or contains(_text(note), address)


def _notes(story: Story, expected: str, until: Callable[[list[Note]], object]) -> list[Note]:
    """Return the new notes on the call's ticket, waited for until they satisfy ``until``."""
    ticket = story.ticket_of_call(expected)
    return eventually(lambda: story.tickets.new_notes(ticket.id), until, within_s=story.appear_s)


def _describe(note: Note) -> str:
    return f"{'private' if note.private else 'public'}: {_text(note)!r}"


def _text(note: Note) -> str:
    """Return a note's text, with normalized white space."""
    return " ".join(f"{Markup(note.body).text} {note.body_text}".split())
