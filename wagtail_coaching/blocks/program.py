"""What a program page is made of; each block fits into a host's own pages, too."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from wagtail_coaching.blocks.base import CoachingStreamBlock, CoachingStructBlock
from wagtail_coaching.blocks.faq import FAQBlock
from wagtail_coaching.blocks.gallery import (
    CoachFiguresBlock,
    CoachQuoteBlock,
    FeaturedCoachesBlock,
    SeniorAdvisorsBlock,
)
from wagtail_coaching.blocks.rich_text import text_block


class LinkValue(blocks.StructValue):
    """The value of a block with a link to a page or to an address outside."""

    @property
    def link(self) -> str:
        """The link's address; empty where there is none, or its page is not public."""
        page = self.get("page")
        if page is not None and page.live:
            return page.url or ""
        return self.get("url") or ""


class LinkStructBlock(CoachingStructBlock):
    """Base of blocks with one link: to a page of the site, or outside, and not both."""

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Return the cleaned value.

        Raises:
            StructBlockValidationError: both links are filled in.
        """
        cleaned = super().clean(value)
        if cleaned.get("page") and cleaned.get("url"):
            error = ValidationError(gettext("Choose a page or enter an address, not both."))
            raise StructBlockValidationError(block_errors={"url": error})
        return cleaned

    class Meta:
        abstract = True


class HeadingBlock(CoachingStructBlock):
    """A heading inside running text."""

    text = blocks.CharBlock(label=_("Heading"), max_length=150)

    class Meta:
        icon = "title"
        label = _("Heading")
        description = _("A heading between two parts of the text.")
        group = _("Coaching")
        template = "wagtail_coaching/blocks/heading_block.html"
        preview_template = "wagtail_coaching/blocks/preview.html"
        preview_value = {"text": _("How it works")}


class StepBlock(CoachingStructBlock):
    """One step."""

    title = blocks.CharBlock(label=_("Title"), max_length=150)
    text = text_block(label=_("Text"), required=False)

    class Meta:
        icon = "list-ol"
        label = _("Step")


class StepsBlock(CoachingStructBlock):
    """Steps that follow one another, numbered by the page."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=150)
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=1)

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        description = _("What happens, one step after another.")
        group = _("Coaching")
        template = "wagtail_coaching/blocks/steps_block.html"
        preview_template = "wagtail_coaching/blocks/preview.html"
        preview_value = {
            "heading": _("How it works"),
            "steps": [
                {"title": _("Find a coach"), "text": _("<p>Look through the gallery.</p>")},
                {"title": _("Ask"), "text": _("<p>A few sentences are enough.</p>")},
                {"title": _("Talk"), "text": _("<p>As often as you both like.</p>")},
            ],
        }


class CardBlock(LinkStructBlock):
    """One card."""

    title = blocks.CharBlock(label=_("Title"), max_length=150)
    text = text_block(label=_("Text"), required=False)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.URLBlock(label=_("Or address"), required=False)

    class Meta:
        icon = "doc-full"
        label = _("Card")
        value_class = LinkValue


class CardsBlock(CoachingStructBlock):
    """A few cards side by side."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=150)
    cards = blocks.ListBlock(CardBlock(), label=_("Cards"), min_num=1)

    class Meta:
        icon = "grip"
        label = _("Cards")
        description = _("Offers, goals or groups, side by side.")
        group = _("Coaching")
        template = "wagtail_coaching/blocks/cards_block.html"
        preview_template = "wagtail_coaching/blocks/preview.html"
        preview_value = {
            "heading": _("What we offer"),
            "cards": [
                {"title": _("One to one"), "text": _("<p>A conversation with a colleague.</p>")},
                {"title": _("Webinars"), "text": _("<p>Six times a year, for your team.</p>")},
            ],
        }


class QuoteBlock(CoachingStructBlock):
    """What somebody said."""

    quote = blocks.TextBlock(label=_("Quote"), max_length=1000)
    name = blocks.CharBlock(label=_("Name"), required=False, max_length=150)
    role = blocks.CharBlock(
        label=_("Role and place"), required=False, max_length=150, help_text=_("Such as “Coach”.")
    )

    class Meta:
        icon = "openquote"
        label = _("Quote")
        description = _("A testimonial, with who said it.")
        group = _("Coaching")
        template = "wagtail_coaching/blocks/quote_block.html"
        preview_template = "wagtail_coaching/blocks/preview.html"
        preview_value = {
            "quote": _("One hour, and I knew what to say to my council."),
            "name": _("Lee Learner"),
            "role": _("Village administrator"),
        }


class CallToActionBlock(LinkStructBlock):
    """An invitation to do one thing."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=150)
    text = text_block(label=_("Text"), required=False)
    button_label = blocks.CharBlock(label=_("Button"), max_length=60)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.URLBlock(label=_("Or address"), required=False)

    class Meta:
        icon = "pick"
        label = _("Call to action")
        description = _("An invitation with one button.")
        group = _("Coaching")
        template = "wagtail_coaching/blocks/call_to_action_block.html"
        preview_template = "wagtail_coaching/blocks/preview.html"
        preview_value = {
            "heading": _("Have you been there?"),
            "text": _("<p>Somebody is where you were ten years ago.</p>"),
            "button_label": _("Become a coach"),
            "url": "https://example.org/",
        }
        value_class = LinkValue


class ProgramBlock(CoachingStreamBlock):
    """The body of a program page."""

    heading = HeadingBlock()
    paragraph = text_block(label=_("Text"))
    steps = StepsBlock()
    cards = CardsBlock()
    quote = QuoteBlock()
    faq = FAQBlock()
    call_to_action = CallToActionBlock()
    featured_coaches = FeaturedCoachesBlock()
    coach_figures = CoachFiguresBlock()
    coach_quote = CoachQuoteBlock()
    senior_advisors = SeniorAdvisorsBlock()
