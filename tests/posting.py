"""Sending our public forms as a person does, and following the links in our mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from wagtail_coaching.forms.protection import STAMP, new_stamp
from wagtail_coaching.models import Link, Message
from wagtail_coaching.services import links as link_service

if TYPE_CHECKING:
    from django.http import HttpResponse
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
