"""Blocks that show something of the coach gallery, on any page: coaches, figures, what a coach
said, Senior Advisors.

What they show is looked up when the page is shown: see ``views/blocks.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from wagtail_coaching.blocks.base import CoachingStructBlock, QuietBlockMixin
from wagtail_coaching.blocks.rich_text import text_block
from wagtail_coaching.conf import coaching_settings

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

#: The figures there are, in the order in which they are offered; what they stand for is said by
#: ``views/blocks.py``.
FIGURES: Final[tuple[tuple[str, StrPromise], ...]] = (
    ("coaches", _("Coaches")),
    ("open_now", _("Coaches open to new conversations")),
    ("states", _("States")),
    ("topics", _("Topics")),
    ("languages", _("Languages")),
)


class _ConfiguredPageChooserBlock(QuietBlockMixin, blocks.PageChooserBlock):
    """Chooses a page of the class that a setting names, which is read when the block is used."""

    page_setting: str

    @cached_property
    def target_models(self) -> list[type[Any]]:
        """The one class that can be chosen."""
        return [coaching_settings.page_model(self.page_setting)]


class CoachPageChooserBlock(_ConfiguredPageChooserBlock):
    """Chooses a coach's profile."""

    page_setting = "COACH_PAGE_MODEL"

    class Meta:
        icon = "user"


class GalleryPageChooserBlock(_ConfiguredPageChooserBlock):
    """Chooses a coach gallery."""

    page_setting = "GALLERY_PAGE_MODEL"


def _gallery_chooser() -> GalleryPageChooserBlock:
    return GalleryPageChooserBlock(
        label=_("Gallery"), required=False, help_text=_("Empty: the site's own.")
    )


class FeaturedCoachesBlock(CoachingStructBlock):
    """A few coaches: those an editor chose, or others every day."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=150)
    coaches = blocks.ListBlock(
        CoachPageChooserBlock(label=_("Coach")),
        label=_("Coaches"),
        default=[],
        help_text=_("None: every day others, of those who are open to new conversations."),
    )
    topics = blocks.ListBlock(
        SnippetChooserBlock("wagtail_coaching.Topic", label=_("Topic")),
        label=_("Topics"),
        default=[],
        help_text=_("Where no coach is chosen: only coaches who offer one of these."),
    )
    count = blocks.IntegerBlock(
        label=_("How many"),
        default=4,
        min_value=1,
        max_value=12,
        help_text=_("Where no coach is chosen."),
    )
    gallery = _gallery_chooser()

    class Meta:
        icon = "group"
        label = _("Featured coaches")
        description = _("A few coaches with portrait and topics: chosen ones, or others every day.")
        group = _("Coaching")
        template = "wagtail_coaching/blocks/featured_coaches_block.html"
        preview_template = "wagtail_coaching/blocks/preview.html"
        preview_value = {"heading": _("Meet some of our coaches"), "count": 3}


class CoachFiguresBlock(CoachingStructBlock):
    """How many coaches there are, live."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=150)
    figures = blocks.MultipleChoiceBlock(
        label=_("Figures"),
        choices=list(FIGURES),
        default=["coaches", "open_now", "states", "topics"],
    )
    gallery = _gallery_chooser()

    class Meta:
        icon = "order"
        label = _("Coach figures")
        description = _("How many coaches, states and topics there are. Always up to date.")
        group = _("Coaching")
        template = "wagtail_coaching/blocks/coach_figures_block.html"
        preview_template = "wagtail_coaching/blocks/preview.html"
        preview_value = {
            "heading": _("The program today"),
            "figures": ["coaches", "open_now", "states", "topics"],
        }


class CoachQuoteBlock(CoachingStructBlock):
    """What a coach said, with portrait and a link to the profile."""

    quote = blocks.TextBlock(label=_("Quote"), max_length=1000)
    coach = CoachPageChooserBlock(
        label=_("Coach"),
        required=False,
        help_text=_("The profile gives portrait, name and title, as long as it is public."),
    )
    name = blocks.CharBlock(
        label=_("Or name"), required=False, max_length=150, help_text=_("Without a profile.")
    )
    role = blocks.CharBlock(
        label=_("Role and place"),
        required=False,
        max_length=150,
        help_text=_("Such as “Coach, Illinois”. Without a profile."),
    )

    class Meta:
        icon = "openquote"
        label = _("Coach quote")
        description = _("What a coach says, with portrait and a link to the profile.")
        group = _("Coaching")
        template = "wagtail_coaching/blocks/coach_quote_block.html"
        preview_template = "wagtail_coaching/blocks/preview.html"
        preview_value = {
            "quote": _("Nobody has to find it all out alone. Somebody called me back then, too."),
            "name": _("Ann Bell"),
            "role": _("Coach, Illinois"),
        }


class SeniorAdvisorsBlock(CoachingStructBlock):
    """Who suggests a coach and makes the introduction, by state."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=150)
    text = text_block(label=_("Text"), required=False)
    gallery = _gallery_chooser()

    class Meta:
        icon = "site"
        label = _("Senior Advisors")
        description = _("Who suggests a coach and introduces you, by state.")
        group = _("Coaching")
        template = "wagtail_coaching/blocks/senior_advisors_block.html"
        preview_template = "wagtail_coaching/blocks/preview.html"
        preview_value = {
            "heading": _("Ask a Senior Advisor"),
            "text": _("<p>They know the coaches, and introduce you to the right one.</p>"),
        }
