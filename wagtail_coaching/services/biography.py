"""A biography as plain text: what a coach can edit without an editor's tools."""

from __future__ import annotations

import re
from typing import Any, Final

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from django.utils.html import escape

_PARAGRAPH: Final = "paragraph"
_BETWEEN_PARAGRAPHS: Final = re.compile(r"\n[^\S\n]*\n\s*")


def plain_biography(page: Any) -> str | None:
    """Return a page's biography as plain text, an empty line between paragraphs.

    ``None``: the editors gave it headings, quotes, links or the like, which that would lose.
    """
    return _plain(page.biography)


def set_biography(page: Any, text: str) -> bool:
    """Set a page's biography to plain text; return whether it said something else."""
    biography = _blocks_of(page, text)
    if _plain(page.biography) == _plain(biography):
        return False
    page.biography = biography
    return True


def _blocks_of(page: Any, text: str) -> Any:
    """Return plain text as the value of a page's biography; nothing in it is markup."""
    paragraphs = [part for part in _BETWEEN_PARAGRAPHS.split(text.strip()) if part.strip()]
    html = "".join(f"<p>{_lines(part)}</p>" for part in paragraphs)
    field = page._meta.get_field("biography")
    raw = [{"type": _PARAGRAPH, "value": html}] if html else []
    return field.stream_block.to_python(raw)


def _plain(biography: Any) -> str | None:
    paragraphs: list[str] = []
    for child in biography:
        texts = _paragraphs(child.value.source) if child.block_type == _PARAGRAPH else None
        if texts is None:
            return None
        paragraphs += texts
    return "\n\n".join(paragraphs)


def _lines(paragraph: str) -> str:
    return "<br/>".join(escape(line.strip()) for line in paragraph.strip().splitlines())


def _paragraphs(source: str) -> list[str] | None:
    """Return the paragraphs of a rich text, if it is made of nothing else."""
    texts: list[str] = []
    for element in BeautifulSoup(source, "html.parser").contents:
        if isinstance(element, NavigableString):
            if element.strip():
                return None
            continue
        if not isinstance(element, Tag) or element.name != "p":
            return None
        if set(element.attrs) - {"data-block-key"}:
            return None
        lines = [""]
        for part in element.contents:
            if isinstance(part, NavigableString):
                lines[-1] += str(part)
            elif isinstance(part, Tag) and part.name == "br":
                lines.append("")
            else:
                return None
        text = "\n".join(" ".join(line.split()) for line in lines).strip()
        if text:
            texts.append(text)
    return texts
