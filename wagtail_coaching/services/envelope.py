"""Turning a row of the outbox into the mail that goes out: headers, and links as addresses."""

from __future__ import annotations

import email.policy
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from typing import TYPE_CHECKING, Any, Final

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.encoding import punycode
from django.utils.html import escape

from wagtail_coaching.messages import get_kind, template
from wagtail_coaching.services import links

if TYPE_CHECKING:
    from wagtail_coaching.models import CoachingSettings, Message

_UNSUBSCRIBE_SALT: Final = "wagtail_coaching.unsubscribe"
#: How much of a name a header takes, in characters.
_NAME_LENGTH: Final = 100


class _WholeHeader(UnstructuredHeader, BaseHeader):
    """A header whose address is never broken or encoded, however long: readers take it as it is.

    Python's policies would write an address of more than 78 characters as an encoded word (RFC
    2047), which RFC 2369 does not allow here.
    """

    def fold(self, *, policy: Any) -> str:
        """Return the header on one line."""
        return f"{self.name}: {self!s}{policy.linesep}"


_registry: Final = HeaderRegistry()
_registry.map_to_type("list-unsubscribe", _WholeHeader)


class Mail(EmailMultiAlternatives):
    """A mail that keeps its ``List-Unsubscribe`` header whole."""

    def message(self, **kwargs: Any) -> Any:
        """Return the MIME message; Django 6.0 and later make it by a policy."""
        if django.VERSION >= (6, 0):
            policy = kwargs.get("policy", email.policy.default)
            kwargs["policy"] = policy.clone(header_factory=_registry)
        return super().message(**kwargs)


def build(*, message: Message, site_settings: CoachingSettings) -> Mail:
    """Return the mail for a row whose texts are there.

    Raises:
        ValueError: an address is none.
        NoReverseMatch: the package's URLs are not included.
    """
    addresses = {key: links.url_for(site=message.site, key=key) for key in message.links.values()}
    headers = {
        "Message-ID": message_id(message),
        # RFC 3834 section 5: so that holiday notices stay at home.
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    kind = get_kind(message.kind)
    if kind is not None and kind.category.may_be_left:
        unsubscribe = unsubscribe_url(message)
        addresses[template.UNSUBSCRIBE_KEY] = unsubscribe
        # RFC 8058 section 3.1.
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    reply_to = (kind.reply_to(message) if kind is not None else "") or site_settings.reply_to
    mail = Mail(
        subject=message.subject,
        body=template.replace_markers(message.text, addresses),
        from_email=_sender(site_settings),
        to=[_recipient(message)],
        reply_to=[reply_to] if reply_to else None,
        headers=headers,
    )
    if message.html:
        escaped = {key: escape(address) for key, address in addresses.items()}
        mail.attach_alternative(template.replace_markers(message.html, escaped), "text/html")
    return mail


def message_id(message: Message) -> str:
    """Return the ``Message-ID``: the same at every try, so that a mail that came twice after all
    is known for one.
    """
    return f"<{message.uuid}@{punycode(message.site.hostname)}>"


def unsubscribe_url(message: Message) -> str:
    """Return the address at which the receiver gets no more messages of this category."""
    token = Signer(salt=_UNSUBSCRIBE_SALT).sign(message.uuid.hex)
    path = reverse("wagtail_coaching:unsubscribe", args=[token])
    return f"{message.site.root_url}{path}"


def read_unsubscribe_token(token: str) -> str | None:
    """Return the ``uuid`` of the message that an unsubscribe address was sent in; ``None``: a
    made-up address.
    """
    try:
        return Signer(salt=_UNSUBSCRIBE_SALT).unsign(token)
    except BadSignature:
        return None


def _sender(site_settings: CoachingSettings) -> str:
    """Return who a site's mail comes from: the address alone would be a stranger's."""
    default = settings.DEFAULT_FROM_EMAIL
    name = site_settings.sender_name or site_settings.display_name
    if not site_settings.sender_email and "<" in default:
        # A host that has given its address a name means that name.
        return default
    try:
        return _with_name(name, site_settings.sender_email or default)
    except ValueError as error:
        # Not the fault of the message, which would be refused for good.
        raise ImproperlyConfigured(f"The sender's address is wrong: {error}") from error


def _recipient(message: Message) -> str:
    """Return the receiver's address; with the name, unless a stranger may have typed it."""
    person = message.person
    is_own_name = person is None or (
        person.email_proven_at is not None and person.email == message.recipient_email
    )
    return _with_name(message.recipient_name if is_own_name else "", message.recipient_email)


def _with_name(name: str, address: str) -> str:
    # Not every Django refuses an address that mail without SMTPUTF8 (RFC 6531) cannot reach: it
    # would be written as another one. This does.
    try:
        return str(Address(display_name=template.clean_line(name, _NAME_LENGTH), addr_spec=address))
    except MessageError as error:
        raise ValueError(str(error)) from error
