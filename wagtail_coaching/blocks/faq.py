"""Frequently asked questions."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from wagtail_coaching.blocks.base import CoachingStreamBlock, CoachingStructBlock
from wagtail_coaching.blocks.rich_text import text_block


class FAQItemBlock(CoachingStructBlock):
    """One question and its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=255)
    answer = text_block(label=_("Answer"))

    class Meta:
        icon = "help"
        label = _("Question and answer")
        template = "wagtail_coaching/blocks/faq_item_block.html"


class FAQBlock(CoachingStructBlock):
    """A list of questions, under a heading. Fits into any StreamField of a host."""

    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=150)
    questions = blocks.ListBlock(FAQItemBlock(), label=_("Questions"), min_num=1)

    class Meta:
        icon = "help"
        label = _("Frequently asked questions")
        description = _("Questions with answers that open on demand.")
        group = _("Coaching")
        template = "wagtail_coaching/blocks/faq_block.html"
        preview_template = "wagtail_coaching/blocks/preview.html"
        preview_value = {
            "heading": _("Questions and answers"),
            "questions": [
                {
                    "question": _("What does it cost?"),
                    "answer": _("<p>Nothing: coaches give their time.</p>"),
                },
                {
                    "question": _("How often do we talk?"),
                    "answer": _("<p>As often as you both like.</p>"),
                },
            ],
        }


class FAQBodyBlock(CoachingStreamBlock):
    """The body of an FAQ page."""

    paragraph = text_block(label=_("Text"))
    faq = FAQBlock()
