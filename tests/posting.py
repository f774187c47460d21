"""Sending our public forms, and the page editor, as a person does; following the links in mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from django.urls import reverse
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail.models import COMMENTS_RELATION_NAME
from wagtail.test.utils.form_data import querydict_from_html

from wagtail_coaching.forms.protection import STAMP, new_stamp
from wagtail_coaching.models import Link, Message
from wagtail_coaching.services import links as link_service

if TYPE_CHECKING:
    from django.http import HttpResponse, QueryDict
    from django.test import Client
    from wagtail.models import Site


def filled(data: dict[str, Any] | None = None, *, seconds: float = 60) -> dict[str, Any]:
    """Return what a form sends that was looked at for so long."""
    return {STAMP: new_stamp(seconds_ago=seconds), **(data or {})}


def link_path(link: Link) -> str:
    """Return the path of a link."""
    return reverse("wagtail_coaching:link", args=[link_service.token_for(key=link.key)])


def mailed_link(kind: str, *, email: str = "", name: str = "link") -> Link:
    """Return the link in the latest message of a kind (to an address) in the outbox."""
    messages = Message.objects.filter(kind=kind)
    if email:
        messages = messages.filter(recipient_email=email)
    message = messages.order_by("-pk").first()
    assert message is not None, f"no message of kind {kind}"
    return Link.objects.get(key=message.links[name])


def open_link(client: Client, link: Link, *, site: Site | None = None) -> HttpResponse:
    """Open a link at its site."""
    return client.get(link_path(link), headers={"host": (site or link.site).hostname})


def answer_link(client: Client, link: Link, action: str, **data: Any) -> HttpResponse:
    """Press the button of a link's page that stands for ``action``."""
    return client.post(
        link_path(link), {"action": action, **data}, headers={"host": link.site.hostname}
    )


def page_formsets(page: Any, **rows: list[dict[str, Any]]) -> dict[str, str]:
    """Return what the page editor sends of a page's child records: its credentials, say.

    Args:
        page: a page, saved or not, or a class of pages: that has no records.
        rows: by relation, the values of the records as they are to be, in order; instead of
            those the page has. A value may be a record, a day, or text. Without ``id`` a record
            is a new one: those that the page has already are sent to be deleted.
    """
    model = page if isinstance(page, type) else type(page)
    data: dict[str, str] = {}
    for relation in get_all_child_relations(model):
        name = relation.get_accessor_name()
        if name == COMMENTS_RELATION_NAME:
            continue
        stored = [] if page is model else [_sent(child) for child in getattr(page, name).all()]
        sent = stored
        if name in rows:
            new = [{k: _as_text(v) for k, v in row.items()} for row in rows[name]]
            kept = {row.get("id") for row in new}
            gone = [row for row in stored if row["id"] and row["id"] not in kept]
            sent = [{**row, "DELETE": "1"} for row in gone] + new
            sent.sort(key=lambda row: not row.get("id"))
        known = sum(1 for row in sent if row.get("id"))
        limits = {"MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}
        counts = {"TOTAL_FORMS": str(len(sent)), "INITIAL_FORMS": str(known), **limits}
        data |= {f"{name}-{key}": value for key, value in counts.items()}
        for number, row in enumerate(sent):
            values = {"id": "", "ORDER": str(number + 1), "DELETE": "", **row}
            data |= {f"{name}-{number}-{key}": value for key, value in values.items()}
    return data


def _sent(child: Any) -> dict[str, str]:
    fields = [f for f in child._meta.fields if f.editable and not f.primary_key]
    values = {
        field.name: _as_text(getattr(child, field.attname))
        for field in fields
        if not isinstance(field, ParentalKey)
    }
    return {"id": _as_text(child.pk), **values}


def _as_text(value: Any) -> str:
    return "" if value is None else str(getattr(value, "pk", value))


def open_page_form(client: Client, url: str) -> QueryDict:
    """Return what a browser would send back of a page's editing form."""
    page = client.get(url)
    assert page.status_code == 200, (page.status_code, page.headers.get("Location"))
    html = page.content.decode()
    form = querydict_from_html(html, form_id="page-edit-form")
    # A script builds the blocks of a stream; the pages of these tests have none.
    for stream in BeautifulSoup(html, "html.parser").select(
        "[data-w-block-data-value], [data-block]"
    ):
        form[f"{stream['id']}-count"] = "0"
    # The form for one more record, which a script copies, is sent by nobody.
    for name in [name for name in form if "__prefix__" in name]:
        del form[name]
    return form
