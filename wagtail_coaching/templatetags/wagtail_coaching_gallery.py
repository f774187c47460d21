"""What a coach card shows. ``{% load wagtail_coaching_gallery %}``

Cards are put together here and not in a template: a gallery has dozens of them, and a template of
thirty variables takes five times as long. A host that wants another card overrides
``wagtail_coaching/includes/coach_card.html``, and writes a template as usual.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django import template
from django.core.exceptions import ObjectDoesNotExist
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext
from wagtail.images.models import Filter
from wagtail.images.shortcuts import get_rendition_or_not_found

from wagtail_coaching.enums import CoachAvailability
from wagtail_coaching.templatetags.wagtail_coaching_tags import coaching_hue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.template.context import Context

register = template.Library()

_TOPICS_SHOWN: Final = 3
_TEMPLATE: Final = "wagtail_coaching/includes/coach_card.html"
_OWN_TEMPLATE: Final = str(Path(__file__).parents[1] / "templates" / _TEMPLATE)


@register.simple_tag(takes_context=True)
def coaching_cards(context: Context, coach_pages: Iterable[Any]) -> SafeString:
    """Return the cards of some coach pages, as ``includes/coach_card.html`` shows each; that
    template is rendered only where it is the host's.
    """
    card: Any = context.template.engine.get_template(_TEMPLATE)  # type: ignore[union-attr]
    if card.origin.name == _OWN_TEMPLATE:
        cards = [coaching_card(context, page) for page in coach_pages]
    else:
        cards = []
        for page in coach_pages:
            with context.push(coach_page=page):
                cards.append(card.render(context))
    return mark_safe("".join(cards))  # noqa: S308  (each is HTML)


@register.simple_tag(takes_context=True)
def coaching_card(context: Context, coach_page: Any, introduction_url: str = "") -> SafeString:
    """Return the card of a coach page, an ``<li>``.

    Free of queries where the page has coach, places taken, portrait with renditions, and topics at
    hand, as ``load_cards`` gives it.

    Args:
        context: of the template.
        coach_page: the page.
        introduction_url: where to ask a Senior Advisor for an introduction; empty: nowhere.
    """
    url = escape(coach_page.get_url(context.get("request")) or "")
    name = escape(coach_page.title)
    parts = [
        '<li class="coaching-card"><div class="coaching-card__head">',
        _portrait(coach_page),
        '<div class="coaching-card__who"><h3 class="coaching-card__name">',
        f'<a class="coaching-card__link" href="{url}">{name}</a></h3>',
        _paragraph("coaching-card__role", coach_page.job_title),
        _paragraph("coaching-card__line", coach_page.organization),
        "</div></div>",
    ]
    place = _paragraph("coaching-card__line", coach_page.display_location) + _residents(coach_page)
    if place:
        parts.append(f"<div>{place}</div>")
    parts.append(_topics([topic.name for topic in coach_page.card_topics]))
    parts.append('<div class="coaching-card__foot">')
    if coach_page.coach is not None:
        value = coach_page.coach.availability.value
        parts.append(
            _paragraph(
                f"coaching-badge coaching-badge--{value}", coaching_availability(coach_page.coach)
            )
        )
    if introduction_url:
        parts.append(
            '<p class="coaching-card__action">'
            '<a class="coaching-button coaching-button--quiet coaching-button--wide" '
            f'href="{escape(introduction_url)}"><span>'
            f"{escape(gettext('Ask for a warm introduction'))}"
            f'<span class="coaching-hidden">: {name}</span></span></a></p>'
        )
    parts.append("</div></li>")
    return mark_safe("".join(parts))  # noqa: S308  (all that is not ours is escaped)


@register.simple_tag
def coaching_availability(coach: Any) -> str:
    """Return in words whether a coach takes requests now, and how many places are open."""
    availability = coach.availability
    if availability is CoachAvailability.PAUSED and coach.paused_until:
        day = date_format(coach.paused_until, "DATE_FORMAT")
        return gettext("Taking a break until %(day)s") % {"day": day}
    if availability is CoachAvailability.OPEN:
        text = ngettext(
            "%(number)s place open", "%(open)s of %(number)s places open", coach.capacity
        )
        return text % {"open": coach.places_open, "number": coach.capacity}
    return str(availability.label)


def _portrait(coach_page: Any) -> str:
    if coach_page.portrait is None:
        return (
            f'<div class="coaching-portrait coaching-hue-{coaching_hue(coach_page.title)}" '
            'aria-hidden="true"><span class="coaching-portrait__initials">'
            f"{escape(coach_page.initials)}</span></div>"
        )
    image = _rendition(coach_page.portrait, _filter(coach_page.coaching_card_portrait))
    return (
        f'<div class="coaching-portrait"><img src="{escape(image.url)}" width="{image.width}" '
        f'height="{image.height}" alt="" class="coaching-portrait__image" loading="lazy" '
        'decoding="async"></div>'
    )


@functools.cache
def _filter(spec: str) -> Filter:
    return Filter(spec=spec)


def _rendition(image: Any, asked: Filter) -> Any:
    """Return the portrait as cards show it. The one that is at hand is taken without putting it
    into a cache again, as Wagtail does.
    """
    try:
        return image.find_existing_rendition(asked)
    except ObjectDoesNotExist:
        return get_rendition_or_not_found(image, asked)


def _paragraph(css_class: str, text: str) -> str:
    return f'<p class="{css_class}">{escape(text)}</p>' if text else ""


def _residents(coach_page: Any) -> str:
    band = coach_page.population_band
    if band is None:
        return ""
    return _paragraph("coaching-card__line", gettext("%(band)s residents") % {"band": band.label})


def _topics(names: Sequence[str]) -> str:
    if not names:
        return ""
    items = [f'<li class="coaching-tag">{escape(name)}</li>' for name in names[:_TOPICS_SHOWN]]
    more = len(names) - _TOPICS_SHOWN
    if more > 0:
        text = ngettext("+%(number)s more", "+%(number)s more", more) % {"number": more}
        items.append(f'<li class="coaching-tag coaching-tag--more">{escape(text)}</li>')
    label = escape(gettext("Topics"))
    return f'<ul class="coaching-tags" role="list" aria-label="{label}">{"".join(items)}</ul>'
