"""Showing a mail in the admin: as its reader sees it, but without what is for the reader only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from wagtail_coaching.models import Message, MessageText
from wagtail_coaching.permissions import VIEWING_ACTIONS, site_policy
from wagtail_coaching.services import rendering

if TYPE_CHECKING:
    from wagtail.models import Site

    from wagtail_coaching.messages import MessageKind

_HEAD: Final = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_POLICY: Final = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "style-src 'unsafe-inline'; img-src http: https: data:; form-action 'none'\">"
    '<meta name="referrer" content="no-referrer"><base target="_blank">'
)
_SUBJECT_LENGTH: Final = MessageText._meta.get_field("subject").max_length
_BODY_LENGTH: Final = MessageText._meta.get_field("body").max_length


@dataclass(frozen=True)
class Preview:
    """What a text would look like."""

    subject: str
    text: str
    html: str
    #: What is wrong with the text, for people.
    problems: list[str]
    #: Whether the values come from a record of the site.
    is_real: bool
    #: Whether the user may see such records at all.
    may_be_real: bool


def sandboxed(html: str) -> str:
    """Return a mail's HTML for the ``srcdoc`` of a sandboxed frame.

    The frame's ``sandbox`` forbids scripts, forms and windows. The policy says so once more, and
    every link asks for a new window: so a click in the frame leads nowhere.
    """
    found = _HEAD.search(html)
    at = found.end() if found else 0
    return f"{html[:at]}{_POLICY}{html[at:]}"


def may_see_messages(user: Any, site: Site) -> bool:
    """Return whether a user may see what the site's messages say."""
    policy = site_policy(Message)
    return bool(policy.user_has_any_permission_for_instance(user, VIEWING_ACTIONS, site))


def values_for(
    kind: type[MessageKind], site: Site, language: str, *, user: Any
) -> tuple[dict[str, str], bool]:
    """Return values for a preview or a test, and whether they are real.

    Real values are people's data: who may edit texts, but not see the messages of the site, gets
    samples.
    """
    if may_see_messages(user, site):
        values = rendering.real_values(kind, site, language)
        if values is not None:
            return values, True
    return rendering.sample_values(kind, language), False


def preview_of(
    kind: type[MessageKind], site: Site, language: str, subject: str, body: str, *, user: Any
) -> Preview:
    """Return what a text would look like, typed as it is."""
    subject, body = subject[:_SUBJECT_LENGTH], body[:_BODY_LENGTH].replace("\r\n", "\n")
    values, is_real = values_for(kind, site, language, user=user)
    rendered = rendering.render_draft(
        kind=kind, site=site, language=language, subject=subject, body=body, values=values
    )
    errors = rendering.check_template(kind=kind, subject=subject, body=body)
    return Preview(
        subject=rendering.readable(rendered.subject),
        text=rendering.readable(rendered.text),
        html=sandboxed(rendering.readable(rendered.html)),
        problems=[message for messages in errors.values() for message in messages],
        is_real=is_real,
        may_be_real=may_see_messages(user, site),
    )
