"""StreamField blocks, for our pages and for any page of a host.

The import paths here stand in hosts' migrations: they are public API and do not change.
"""

from wagtail_coaching.blocks.coach import BiographyBlock
from wagtail_coaching.blocks.faq import FAQBlock, FAQBodyBlock, FAQItemBlock
from wagtail_coaching.blocks.program import (
    CallToActionBlock,
    CardBlock,
    CardsBlock,
    HeadingBlock,
    ProgramBlock,
    QuoteBlock,
    StepBlock,
    StepsBlock,
)
from wagtail_coaching.blocks.webinar import PresenterBlock, PresentersBlock

__all__ = [
    "BiographyBlock",
    "CallToActionBlock",
    "CardBlock",
    "CardsBlock",
    "FAQBlock",
    "FAQBodyBlock",
    "FAQItemBlock",
    "HeadingBlock",
    "PresenterBlock",
    "PresentersBlock",
    "ProgramBlock",
    "QuoteBlock",
    "StepBlock",
    "StepsBlock",
]
