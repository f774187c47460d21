"""Reading what the pages say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from bs4 import Tag
    from django.http import HttpResponse


def parse(response: HttpResponse) -> BeautifulSoup:
    """Return the page; it must have been found."""
    assert response.status_code == 200, response.status_code
    return BeautifulSoup(response.content.decode(), "html.parser")


def text_of(element: Tag | None) -> str:
    """Return the words of an element as they are read, with single spaces."""
    assert element is not None
    return " ".join(element.get_text(" ", strip=True).split())


def texts(soup: Tag, selector: str) -> list[str]:
    """Return the words of every element that the CSS selector finds."""
    return [text_of(element) for element in soup.select(selector)]


def links(soup: Tag, selector: str) -> list[str]:
    """Return where the links lead that the CSS selector finds."""
    return [str(element["href"]) for element in soup.select(selector)]
