"""The oracle finds what a call says in a note, in whatever form a helpdesk writes it."""

from __future__ import annotations

import pytest

from cti_conformance.oracle.directory import Person
from cti_conformance.oracle.model import Call
from cti_conformance.oracle.note_checks import is_of_another
from cti_conformance.oracle.note_text import holds, values_of
from cti_conformance.target.ports.records import Note

URL = "https://r.example.com/A%20b+c.mp3?sig=a%2Fb%3D&x=%C3%BC"


def note(body: str, text: str = "") -> Note:
    return Note(1, body, text, private=True)


@pytest.mark.parametrize(
    "body",
    [
        '<audio src="https://r.example.com/A%20b+c.mp3?sig=a%2Fb%3D&amp;x=%C3%BC"></audio>',
        '<a href="https://r.example.com/A%20b+c.mp3?sig=a%2Fb%3D&amp;x=%C3%BC">listen</a>',
        "<p>https://r.example.com/A%20b+c.mp3?sig=a%2Fb%3D&amp;x=%C3%BC</p>",
    ],
)
def test_a_recording_is_found(body: str) -> None:
    assert holds(note(body), URL)


@pytest.mark.parametrize(
    "body",
    [
        "https://r.example.com/A b+c.mp3?sig=a/b=&amp;x=ü",
        "https://r.example.com/A%20b+c.mp3",
        "https://r.example.com/a%20b+c.mp3?sig=a%2fb%3d&amp;x=%c3%bc",
        "https://r.example.com/A%20b+c.mp3?sig=a%2Fb%3D&amp;amp;x=%C3%BC",
        "https://r.example.com/A%20b%20c.mp3?sig=a%2Fb%3D&amp;x=%C3%BC",
    ],
)
def test_a_changed_recording_is_not_found(body: str) -> None:
    assert not holds(note(f"<p>{body}</p>"), URL)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("<li>Straße: Grüße &amp; mehr</li>", "Grüße & mehr"),
        ("<p>first<br>second</p>", "first\nsecond"),
        ("<p>Orders: 0</p>", 0),
        ("<p>Insured: no</p>", False),
        ("<ul><li>Sales</li><li>Parts</li></ul>", ["Sales", "Parts"]),
        ('<pre>{"Site": "M\\u00fcnchen \\ud83d\\udcde"}</pre>', {"Site": "München 📞"}),
        ('<p>{"City": "Springfield", "Gate": 17}</p>', {"City": "Springfield", "Gate": 17}),
    ],
)
def test_information_is_found_in_any_form(body: str, value: object) -> None:
    assert holds(note(body), value)


def test_information_with_markup_may_be_changed() -> None:
    info = {"a": "<b>bold</b>", "c": ["<script>"], "d": "5 < 7", "e": 0}
    assert list(values_of(info)) == ["a", "c", "d", "5 < 7", "e", 0]


@pytest.mark.parametrize(
    ("text", "of_another"),
    [
        ("Call from Omar", False),
        ("http://a.example.com/1", False),
        ("http://a.example.com/1 and http://a.example.com/2", False),
        ("http://a.example.com/2", True),
        ("Queue: Sales", True),
    ],
)
def test_a_note_of_another_call_is_told_from_one_that_says_little(
    text: str, *, of_another: bool
) -> None:
    omar = Person(1, "Omar")
    mine = Call("a", omar, 9, {"call_url": "http://a.example.com/1"})
    other = Call(
        "b", omar, 9, {"call_url": "http://a.example.com/2", "call_info": {"Queue": "Sales"}}
    )
    bare = Call("c", omar, 9, {})
    assert is_of_another(note(f"<p>{text}</p>"), mine, [mine, bare, other]) is of_another
