"""Renders the project's Markdown as HTML: headings have anchors, rule ids are links."""

from __future__ import annotations

import posixpath
import re
from html import escape
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

from cti_conformance.ledger.rules import RULE_ID
from cti_conformance.site.gherkin import GherkinLexer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markdown_it.token import Token

_LANGUAGES = {"": "text", "sh": "bash"}


def rule_url(rule_id: str) -> str:
    """Return the permanent address of a rule, from any page of the site."""
    return f"{rule_id.split('-')[1].lower()}.html#{rule_id}"


def rule_link(rule_id: str) -> Markup:
    """Return a link to a rule."""
    return Markup('<a class="id" href="{}">{}</a>').format(rule_url(rule_id), rule_id)


def slug(heading: str) -> str:
    """Return the anchor of a heading."""
    return re.sub(r"[^a-z0-9]+", "-", heading.lower().replace("'", "")).strip("-")


def code(text: str, language: str = "") -> Markup:
    """Return a block of code, highlighted."""
    known = _LANGUAGES.get(language, language)
    lexer = GherkinLexer() if known == "gherkin" else get_lexer_by_name(known)
    spans = highlight(text, lexer, HtmlFormatter(nowrap=True))
    # It can scroll, so it must be reachable by keyboard.
    return Markup('<pre tabindex="0"><code class="{}">{}</code></pre>').format(
        language or "text", Markup(spans)
    )


class _Renderer(RendererHTML):
    """A renderer with its own methods for some kinds of tokens."""

    ids: set[str]  # of all rules

    def text(self, tokens: Sequence[Token], idx: int, options: object, env: object) -> str:  # noqa: ARG002 - the library's signature
        def link(found: re.Match[str]) -> str:
            return str(rule_link(found[0])) if found[0] in self.ids else found[0]

        return RULE_ID.sub(link, escape(tokens[idx].content, quote=False))

    def fence(self, tokens: Sequence[Token], idx: int, options: object, env: object) -> str:  # noqa: ARG002 - the library's signature
        return code(tokens[idx].content, tokens[idx].info.strip())

    def table_open(self, *_: object) -> str:
        # It can scroll, so it must be reachable by keyboard.
        return '<div class="wide" tabindex="0"><table>\n'

    def table_close(self, *_: object) -> str:
        return "</table></div>\n"


class Markdown:
    """Turns Markdown into HTML.

    Args:
        places: Where files of the project are on the site; links to others become plain text.
        rules: The ids of all rules.
    """

    def __init__(self, places: Mapping[str, str], rules: set[str]) -> None:
        self._places = places
        self._parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable(
            "table"
        )
        renderer = self._parser.renderer
        assert isinstance(renderer, _Renderer)
        renderer.ids = rules

    def inline(self, text: str) -> Markup:
        """Return inline HTML, without a paragraph."""
        return Markup(self._parser.renderInline(" ".join(text.split())))

    def block(self, text: str) -> Markup:
        """Return block HTML: paragraphs and lists."""
        return self._render(self._parser.parse(text), "")

    def sections(self, text: str, folder: str) -> dict[str, Markup]:
        """Return the sections of a document, by heading of level 2; the title is left out.

        Args:
            text: The document.
            folder: Its folder in the project, for relative links.

        Returns:
            The HTML of each section with its heading, by heading; the text before the first one has
            the key "".
        """
        parts: dict[str, list[Token]] = {"": []}
        tokens = iter(self._parser.parse(text))
        current = ""
        for token in tokens:
            if token.type == "heading_open" and token.tag == "h1":
                next(tokens)
                next(tokens)
                continue
            if token.type == "heading_open":
                title = next(tokens)
                token.attrSet("id", slug(title.content))
                if token.tag == "h2":
                    current = title.content
                parts.setdefault(current, []).extend([token, title])
                continue
            parts[current].append(token)
        return {heading: self._render(found, folder) for heading, found in parts.items()}

    def _render(self, tokens: Sequence[Token], folder: str) -> Markup:
        for token in tokens:
            if token.children:
                token.children = self._placed(token.children, folder)
        return Markup(self._parser.renderer.render(tokens, self._parser.options, {}))

    def _placed(self, tokens: Sequence[Token], folder: str) -> list[Token]:
        """Point links to files of the project at the site; make links to other files plain text."""
        kept = []
        dropped = 0
        for token in tokens:
            if token.type == "link_open":
                href = str(token.attrGet("href"))
                place = self._place(href, folder)
                if place is None:
                    dropped += 1
                    continue
                token.attrSet("href", place)
            elif token.type == "link_close" and dropped:
                dropped -= 1
                continue
            kept.append(token)
        return kept

    def _place(self, href: str, folder: str) -> str | None:
        if "://" in href or href.startswith("#"):
            return href
        path, hash_, anchor = href.partition("#")
        place = self._places.get(posixpath.normpath(posixpath.join(folder, path)))
        return place and place + hash_ + anchor
