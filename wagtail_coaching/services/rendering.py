"""Making a message's subject and its two parts, in the receiver's language.

Personal links stand in what is made here as markers, never as addresses: it is stored, and staff
may read it. ``services/envelope.py`` puts the addresses in when the mail is sent.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from wagtail_coaching.enums import MessageAudience, MessageCategory
from wagtail_coaching.messages import MessageKind, RecordGoneError, get_kind, template
from wagtail_coaching.models import CoachingSettings, Message, MessageText

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wagtail.models import Site

logger = logging.getLogger("wagtail_coaching")

# A host may override both.
_HTML_TEMPLATE: Final = "wagtail_coaching/emails/message.html"
_TEXT_TEMPLATE: Final = "wagtail_coaching/emails/message.txt"


@dataclass(frozen=True)
class Rendered:
    """A message as it is stored, with markers for personal links."""

    subject: str
    text: str
    html: str


class UnknownKindError(Exception):
    """Nobody has registered the kind of a message (any more, or not in this process)."""


class Surroundings:
    """What many messages have in common, read once: settings and texts. Use one for a batch."""

    def __init__(self) -> None:
        """Start with nothing read."""
        self._settings: dict[int, CoachingSettings] = {}
        self._texts: dict[tuple[int, str, str], tuple[str, str]] = {}
        self._languages: dict[int, str] = {}

    def settings_of(self, site: Site) -> CoachingSettings:
        """Return a site's settings; unsaved ones where nobody has set anything."""
        if site.pk not in self._settings:
            self._settings[site.pk] = CoachingSettings.of(site)
            # The row's own site would be read again for each.
            self._settings[site.pk].site = site
        return self._settings[site.pk]

    def text_of(self, kind: type[MessageKind], site: Site, language: str) -> tuple[str, str]:
        """Return subject and body as :func:`effective_text` does."""
        key = (site.pk, kind.key, language)
        if key not in self._texts:
            self._texts[key] = effective_text(kind=kind, site=site, language=language)
        return self._texts[key]

    def language_of(self, site: Site) -> str:
        """Return the language that a site writes in where no other is known."""
        if site.pk not in self._languages:
            self._languages[site.pk] = site_language(site)
        return self._languages[site.pk]


def render(*, message: Message, surroundings: Surroundings | None = None) -> Rendered:
    """Return a message's subject and parts, made from the records as they are now.

    Args:
        message: a row of the outbox.
        surroundings: what was read for other messages of the same batch.

    Raises:
        RecordGoneError: what it is about is no longer there, or has moved on.
        UnknownKindError: its kind is not registered.
    """
    kind = get_kind(message.kind)
    if kind is None:
        raise UnknownKindError(f"No kind of message {message.kind!r} is registered.")
    surroundings = surroundings or Surroundings()
    language = message.language or surroundings.language_of(message.site)
    with _speaking(language, message, surroundings):
        values = template.clean_values(kind.values(message))
    # After the cleaning, which lets no value pass for a marker.
    values |= {name: template.marker(key) for name, key in message.links.items()}
    subject, body = surroundings.text_of(kind, message.site, language)
    return _render(kind, message.site, language, subject, body, values, surroundings)


def render_draft(
    *,
    kind: type[MessageKind],
    site: Site,
    language: str,
    subject: str,
    body: str,
    values: Mapping[str, str],
) -> Rendered:
    """Return what an editor's text would look like with these values, for a preview or a test."""
    clean = template.clean_values(values)
    return _render(kind, site, language, subject, body, clean, Surroundings())


def sample_values(kind: type[MessageKind], language: str) -> dict[str, str]:
    """Return invented values for all of a kind's placeholders, in the language."""
    with translation.override(language):
        return {name: str(placeholder.sample) for name, placeholder in kind.placeholders.items()}


def real_values(kind: type[MessageKind], site: Site, language: str) -> dict[str, str] | None:
    """Return the values of a real record, but for personal links, which are samples.

    ``None``: the site has no record yet that such a message could be about.
    """
    context = kind.example(site)
    if context is None:
        return None
    message = Message(site=site, kind=kind.key, language=language, context=context)
    try:
        with _speaking(language, message, Surroundings()):
            values = dict(kind.values(message))
    except RecordGoneError:
        return None
    return sample_values(kind, language) | values


def placeholders_in(text: str) -> set[str]:
    """Return the names that a text has in braces, whether or not there are such placeholders."""
    return template.placeholders_in(text)


def check_template(*, kind: type[MessageKind], subject: str, body: str) -> dict[str, list[str]]:
    """Return what is wrong with an editor's text, by field; empty if it may be stored."""
    known = ", ".join(f"{{{name}}}" for name in kind.placeholders) or _("none")
    errors: dict[str, list[str]] = {}
    for field, text in (("subject", subject), ("body", body)):
        found = template.placeholders_in(text)
        problems = [
            _("There is no placeholder %(name)s here. There are: %(known)s.")
            % {"name": f"{{{name}}}", "known": known}
            for name in sorted(found - set(kind.placeholders))
        ]
        if template.has_stray_brace(text):
            problems.append(
                _(
                    "Braces stand around the name of a placeholder, and nowhere else. "
                    "There are: %(known)s."
                )
                % {"known": known}
            )
        if field == "body":
            problems += [
                _("The text needs the placeholder %(name)s: without it the message is of no use.")
                % {"name": f"{{{name}}}"}
                for name in sorted(kind.required - found)
            ]
        elif found & set(kind.links):
            problems.append(_("A personal link has no place in the subject."))
        if problems:
            errors[field] = problems
    return errors


def effective_text(*, kind: type[MessageKind], site: Site, language: str) -> tuple[str, str]:
    """Return subject and body: an editor's in this language or its parent (``es`` of ``es-mx``),
    else our own, translated.

    A stored text that does not fit the kind (any more) is passed over: a mail that names a
    placeholder instead of what stands for it, or lacks its link, helps nobody.
    """
    languages = [language, language.partition("-")[0]]
    stored = {
        text.language: text
        for text in MessageText.objects.filter(site=site, kind=kind.key, language__in=languages)
    }
    for code in languages:
        text = stored.get(code)
        if text is None:
            continue
        if not check_template(kind=kind, subject=text.subject, body=text.body):
            return text.subject, text.body
        logger.warning("The text of %r in %r does not fit; ours is sent.", kind.key, code)
    return default_text(kind, language)


def default_text(kind: type[MessageKind], language: str) -> tuple[str, str]:
    """Return our own subject and body, translated."""
    with translation.override(language):
        return str(kind.subject), str(kind.body)


def readable(message_or_text: Message | str) -> str:
    """Return a stored text (a message's text part, or any of its parts) as staff may see it: with
    a word in place of each personal link.
    """
    text = message_or_text.text if isinstance(message_or_text, Message) else message_or_text
    return template.hide_markers(text, f"({_('personal link')})")


def site_language(site: Site) -> str:
    """Return the language of a site's root page; the project's where that has none."""
    locale = getattr(site.root_page, "locale", None)
    return locale.language_code if locale is not None else settings.LANGUAGE_CODE


@contextmanager
def _speaking(language: str, message: Message, surroundings: Surroundings) -> Iterator[None]:
    """Give what stands in a message the receiver's language and time zone."""
    zone = message.person.time_zone if message.person is not None else ""
    zone = zone or surroundings.settings_of(message.site).zone
    with translation.override(language), timezone.override(zone):
        yield


def _render(
    kind: type[MessageKind],
    site: Site,
    language: str,
    subject: str,
    body: str,
    values: Mapping[str, str],
    surroundings: Surroundings,
) -> Rendered:
    parsed = template.parse(body)
    with translation.override(language):
        filled = template.fill_subject(subject, values)
        buttons = {
            name: str(placeholder.label)
            for name, placeholder in kind.placeholders.items()
            if placeholder.is_url
        }
        name = surroundings.settings_of(site).display_name
        context = {
            "subject": filled,
            "language": language,
            "rtl": translation.get_language_bidi(),
            "site": site,
            "site_url": site.root_url,
            "site_name": site.hostname,
            "association_name": name,
            "reason": _reason(kind, name, site),
            "unsubscribe_url": "",
            "unsubscribe_label": "",
        }
        if kind.category.may_be_left:
            context["unsubscribe_url"] = template.marker(template.UNSUBSCRIBE_KEY)
            context["unsubscribe_label"] = _unsubscribe_label(kind)
        as_text = {**context, "body": parsed.as_text(values)}
        as_text["reason"] = template.wrap(as_text["reason"])
        as_html = {**context, "paragraphs": parsed.as_html(values, buttons=buttons)}
        return Rendered(
            subject=filled,
            text=render_to_string(_TEXT_TEMPLATE, as_text).strip() + "\n",
            html=render_to_string(_HTML_TEMPLATE, as_html).strip() + "\n",
        )


def _reason(kind: type[MessageKind], name: str, site: Site) -> str:
    """Return why somebody gets this message: law and good manners want it said."""
    if kind.audience == MessageAudience.STAFF:
        return _(
            "You get this message because you look after the coaching program of %(name)s."
        ) % {"name": name}
    if kind.audience == MessageAudience.REVIEWER:
        return _("You get this message because you review coaches' profiles for %(name)s.") % {
            "name": name
        }
    if kind.to_unproven_address:
        return _(
            "You get this message because somebody gave this address at %(host)s. If that was not "
            "you, please ignore it."
        ) % {"host": site.hostname}
    return _("You get this message because you take part in the coaching program of %(name)s.") % {
        "name": name
    }


def _unsubscribe_label(kind: type[MessageKind]) -> str:
    if kind.category == MessageCategory.DIGEST:
        return _("Get no more summaries")
    return _("Get no more reminders")
