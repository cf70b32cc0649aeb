"""The highlighting of the features."""

from __future__ import annotations

from pygments.lexer import RegexLexer, bygroups
from pygments.token import Comment, Keyword, Name, Punctuation, String, Text


class GherkinLexer(RegexLexer):  # type: ignore[misc,unused-ignore]
    """A lexer for the features. The one of Pygments does not support Rule and Example."""

    name = "Gherkin of the features"
    tokens = {  # noqa: RUF012 - the form that Pygments asks for
        "root": [
            (r"^\s*#.*\n", Comment),
            (r"^\s*@.*\n", Name.Decorator),
            (
                r"^(\s*)((?:Feature|Rule|Example|Scenario(?: Outline)?|Examples):)(.*\n)",
                bygroups(Text, Keyword.Declaration, Name.Class),  # type: ignore[no-untyped-call]
            ),
            (
                r"^(\s*)(Given|When|Then|And|But)( )",
                bygroups(Text, Keyword, Text),  # type: ignore[no-untyped-call]
            ),
            (r"\|", Punctuation),
            (r"<[^<>\n]+>", Name.Variable),
            (r'"[^"\n]*"', String),
            (r"[^|<\"\n]+", Text),
            (r".|\n", Text),
        ]
    }
