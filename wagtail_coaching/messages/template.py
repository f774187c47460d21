"""The small language of message texts: plain text with ``{placeholders}``.

Everything is put together in one pass: what a value holds is never looked at again, so nobody can
have a placeholder, a link or markup of their own making put into a mail.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from textwrap import TextWrapper
from typing import TYPE_CHECKING, Final

from django.utils.html import escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: How wide lines of the text part are, in characters (RFC 3676 section 4.2 advises under 78).
LINE_WIDTH: Final = 76
#: How long a subject may be, in characters.
SUBJECT_LENGTH: Final = 200
#: How much of one value a subject takes, in characters.
_SUBJECT_VALUE_LENGTH: Final = 80
#: How much of one value a body takes, in characters: more than any field of ours holds.
_VALUE_LENGTH: Final = 10_000

#: Stands before a link's key in a frozen text, in place of its address.
MARKER: Final = "coaching-link:"
#: What the marker of the address to unsubscribe at has for a key.
UNSUBSCRIBE_KEY: Final = "unsubscribe"

_MARKERS: Final = re.compile(re.escape(MARKER) + r"([A-Za-z0-9_-]+)")
_BRACES: Final = re.compile(r"\{([^{}\n]*)\}")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_PARAGRAPHS: Final = re.compile(r"\n[ \t]*\n\s*")
_ADDRESSES: Final = re.compile(r"https?://[^\s<>\"“”]*[^\s<>\"“”.,;:!?)\]'’]")
_IS_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)

# Marks that change the order in which others are shown (UAX #9), and the byte order mark.
_ORDER_MARKS: Final = (
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Control characters but for the line end; half characters, which no encoding can write.
_UNWANTED: Final = re.compile(f"[\x00-\x09\x0b-\x1f\x7f-\x9f{_ORDER_MARKS}\ud800-\udfff]")
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})

_wrapper: Final = TextWrapper(
    width=LINE_WIDTH,
    replace_whitespace=False,
    break_long_words=False,
    break_on_hyphens=False,
)


def placeholders_in(text: str) -> set[str]:
    """Return the names that stand in braces in a text, known or not."""
    return set(_BRACES.findall(text))


def has_stray_brace(text: str) -> bool:
    """Return whether there is a brace that encloses no name."""
    rest = _BRACES.sub("", text)
    return "{" in rest or "}" in rest


def marker(key: str) -> str:
    """Return what stands in a frozen text for the personal link with this key."""
    return f"{MARKER}{key}"


def replace_markers(text: str, addresses: Mapping[str, str]) -> str:
    """Return the text with the addresses of the links; a marker of no known link stays.

    Args:
        text: a frozen text.
        addresses: what to write, by the link's key.
    """
    return _MARKERS.sub(lambda found: addresses.get(found[1], found[0]), text)


def hide_markers(text: str, instead: str) -> str:
    """Return the text with ``instead`` for each marker, and links in HTML that lead nowhere."""
    return _MARKERS.sub(instead, re.sub(f'href="{_MARKERS.pattern}"', 'href="#"', text))


def clean(value: str) -> str:
    """Return a value without what may not stand in a mail: control characters but for line ends,
    marks that turn the reading order, half characters, and look-alikes of our link markers.
    """
    value = _UNWANTED.sub(_blank_tab, _LINE_ENDS.sub("\n", value))
    return value.replace(MARKER, "coaching-link ")


def clean_line(value: str, length: int = SUBJECT_LENGTH) -> str:
    """Return a value on one line, of at most ``length`` characters."""
    return shorten(" ".join(clean(value).split()), length)


def shorten(value: str, length: int) -> str:
    """Return a value of at most ``length`` characters, the last an ellipsis if any are left out."""
    return value if len(value) <= length else f"{value[: length - 1].rstrip()}…"


def _blank_tab(found: re.Match[str]) -> str:
    return " " if found[0] == "\t" else ""


@dataclass(frozen=True)
class _Piece:
    """Words of the text, or a placeholder."""

    text: str
    is_placeholder: bool


@dataclass(frozen=True)
class Template:
    """A body, taken apart once for many messages: paragraphs of lines of pieces."""

    paragraphs: tuple[tuple[tuple[_Piece, ...], ...], ...]

    def as_text(self, values: Mapping[str, str]) -> str:
        """Return the text part's body."""
        return "\n\n".join(
            "\n".join(wrap(_text_line(line, values)) for line in paragraph)
            for paragraph in self._shown(values)
        )

    def as_html(self, values: Mapping[str, str], *, buttons: Mapping[str, str]) -> list[list[str]]:
        """Return the HTML part's body: paragraphs of lines.

        Args:
            values: the placeholders' values, clean.
            buttons: by name, the labels of those placeholders that are addresses.
        """
        return [
            [_html_line(line, values, buttons) for line in paragraph]
            for paragraph in self._shown(values)
        ]

    def _shown(self, values: Mapping[str, str]) -> Iterator[list[tuple[_Piece, ...]]]:
        """Yield the paragraphs without lines of nothing but placeholders that have no value."""
        for paragraph in self.paragraphs:
            lines = [
                line
                for line in paragraph
                if not all(piece.is_placeholder and not values.get(piece.text) for piece in line)
            ]
            if lines:
                yield lines


@lru_cache(maxsize=256)
def parse(body: str) -> Template:
    """Take a body apart."""
    body = clean(body).strip()
    return Template(
        tuple(
            tuple(tuple(_pieces(line.rstrip())) for line in paragraph.split("\n"))
            for paragraph in _PARAGRAPHS.split(body)
        )
    )


def fill_subject(subject: str, values: Mapping[str, str]) -> str:
    """Return a subject with its values, on one line of at most :data:`SUBJECT_LENGTH`."""
    filled = "".join(
        clean_line(values.get(piece.text, ""), _SUBJECT_VALUE_LENGTH)
        if piece.is_placeholder
        else piece.text
        for piece in _pieces(clean(subject))
    )
    return clean_line(filled)


def clean_values(values: Mapping[str, object]) -> dict[str, str]:
    """Return values as they may stand in a body."""
    return {name: shorten(clean(str(value)), _VALUE_LENGTH) for name, value in values.items()}


def wrap(text: str) -> str:
    """Return the text with its lines broken between words; words, and so addresses, stay whole."""
    return "\n".join(
        line if len(line) <= LINE_WIDTH else _wrapper.fill(line) for line in text.split("\n")
    )


def _pieces(line: str) -> list[_Piece]:
    pieces = []
    end = 0
    for found in _BRACES.finditer(line):
        if not _NAME.fullmatch(found[1]):
            continue
        if found.start() > end:
            pieces.append(_Piece(line[end : found.start()], is_placeholder=False))
        pieces.append(_Piece(found[1], is_placeholder=True))
        end = found.end()
    if end < len(line) or not pieces:
        pieces.append(_Piece(line[end:], is_placeholder=False))
    return pieces


def _text_line(line: tuple[_Piece, ...], values: Mapping[str, str]) -> str:
    return "".join(
        _isolated(values.get(piece.text, "")) if piece.is_placeholder else piece.text
        for piece in line
    )


def _isolated(value: str) -> str:
    """Return the value so that its reading direction does not disturb what stands around it."""
    if value.isascii() or not any(unicodedata.bidirectional(c) in _RIGHT_TO_LEFT for c in value):
        return value
    # An isolate ends with its line.
    return "\n".join(f"\u2068{line}\u2069" if line else "" for line in value.split("\n"))


def _html_line(
    line: tuple[_Piece, ...], values: Mapping[str, str], buttons: Mapping[str, str]
) -> str:
    if len(line) == 1 and line[0].is_placeholder and line[0].text in buttons:
        name = line[0].text
        return _anchor(values.get(name, ""), label=buttons[name], css="button")
    return "".join(
        _html_value(piece.text, values, buttons) if piece.is_placeholder else _linked(piece.text)
        for piece in line
    )


def _html_value(name: str, values: Mapping[str, str], buttons: Mapping[str, str]) -> str:
    value = values.get(name, "")
    if name in buttons:
        return _anchor(value)
    return f"<bdi>{escape(value)}</bdi>".replace("\n", "<br>\n")


def _anchor(address: str, *, label: str = "", css: str = "") -> str:
    """Return a link, or the address as text where it is none that a mail should lead to."""
    if not address.startswith(MARKER) and not _IS_ADDRESS.fullmatch(address):
        return escape(address)
    shown = escape(label) if label else escape(address)
    css = f' class="{css}"' if css else ""
    return f'<a{css} href="{escape(address)}">{shown}</a>'


def _linked(text: str) -> str:
    """Return an editor's words in HTML, with the addresses among them as links."""
    if "://" not in text:
        return escape(text)
    parts, end = [], 0
    for found in _ADDRESSES.finditer(text):
        parts += [escape(text[end : found.start()]), _anchor(found[0])]
        end = found.end()
    return "".join([*parts, escape(text[end:])])
