"""Content as it is compared: without what an editor adds or rewrites by merely saving it."""

from __future__ import annotations

import re
from typing import Any, Final

from bs4 import BeautifulSoup
from wagtail import blocks

#: What Wagtail's rich text editor makes of an element that came from elsewhere.
_SAME_ELEMENTS: Final = {"strong": "b", "em": "i"}
_BETWEEN_BLOCKS: Final = re.compile(r"(?<=>)\s+(?=<(?:/?(?:ul|ol|li|p|h[1-6]|hr|blockquote)\b))")


def plain(value: Any) -> Any:
    """Return a field's value as JSON; line ends as the database had them before a browser."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    return value if isinstance(value, (int, bool, type(None))) else str(value)


def stored_stream(block: Any, value: Any) -> Any:
    """Return a block's value as JSON, without the keys that Wagtail gives blocks and paragraphs.

    Args:
        block: the block's definition.
        value: its value, as Python has it.
    """
    if isinstance(block, blocks.StreamBlock):
        return [
            {"type": child.block_type, "value": stored_stream(child.block, child.value)}
            for child in value or []
        ]
    if isinstance(block, blocks.StructBlock):
        return {
            name: stored_stream(child, value.get(name))
            for name, child in block.child_blocks.items()
        }
    if isinstance(block, blocks.ListBlock):
        return [stored_stream(block.child_block, item) for item in value or []]
    if isinstance(block, blocks.RichTextBlock):
        return _html(value.source if value is not None else "")
    return plain(block.get_prep_value(value))


def _html(source: str) -> str:
    soup = BeautifulSoup(_BETWEEN_BLOCKS.sub("", source.strip()), "html.parser")
    for element in soup.find_all(True):
        element.attrs.pop("data-block-key", None)
        element.attrs = dict(sorted(element.attrs.items()))
        element.name = _SAME_ELEMENTS.get(element.name, element.name)
    return str(soup)
