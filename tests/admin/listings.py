"""Reading what the admin's pages show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from bs4 import Tag
    from django.http import HttpResponse


def soup_of(response: HttpResponse) -> BeautifulSoup:
    """Return the page; a page it must be."""
    assert response.status_code == 200, (response.status_code, response.headers.get("Location"))
    return BeautifulSoup(response.content, "html.parser")


def row_names(response: HttpResponse) -> list[str]:
    """Return the titles of a listing's rows, in order."""
    return [
        cell.get_text(" ", strip=True)
        for cell in soup_of(response).select("table.listing tbody td .title-wrapper")
    ]


def form_of(response: HttpResponse, selector: str = "main form[method=post]") -> Tag:
    """Return the editing form of a page."""
    form = soup_of(response).select(selector)
    assert form, "no form"
    return max(form, key=lambda found: len(found.select("[name]")))


def field_names(response: HttpResponse) -> list[str]:
    """Return the names of the fields in the editing form, each once, without Django's own."""
    names = [
        field["name"]
        for field in form_of(response).select("input, select, textarea, button")
        if field.get("name")
    ]
    return sorted(set(names) - {"csrfmiddlewaretoken", "next"})


def choices(response: HttpResponse, name: str) -> list[str]:
    """Return what a list or a group of boxes offers, as people read it, in order."""
    form = form_of(response)
    found = form.select(f'select[name="{name}"] option') or [
        box.find_parent("label") for box in form.select(f'input[name="{name}"]')
    ]
    return [option.get_text(" ", strip=True) for option in found]


def errors(response: HttpResponse) -> dict[str, str]:
    """Return the messages that stand beside fields, by the field's name."""
    found = {}
    for message in soup_of(response).select(".error-message, .w-field__errors .error-message"):
        field = message.find_parent(attrs={"data-contentpath": True}) or message.find_parent(
            class_="w-field__wrapper"
        )
        name = _name_of(field)
        found[name] = message.get_text(" ", strip=True)
    return found


def _name_of(field: Tag | None) -> str:
    if field is None:
        return ""
    if field.get("data-contentpath"):
        return str(field["data-contentpath"])
    named = field.select_one("[name]")
    return str(named["name"]) if named else ""
