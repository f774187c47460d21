"""StreamField blocks, for our pages and for any page of a host.

The import paths here stand in hosts' migrations: they are public API and do not change.
"""

from wagtail_coaching.blocks.coach import BiographyBlock
from wagtail_coaching.blocks.faq import FAQBlock, FAQBodyBlock, FAQItemBlock
from wagtail_coaching.blocks.gallery import (
    CoachFiguresBlock,
    CoachPageChooserBlock,
    CoachQuoteBlock,
    FeaturedCoachesBlock,
    GalleryPageChooserBlock,
    SeniorAdvisorsBlock,
)
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
from wagtail_coaching.blocks.rich_text import RichTextBlock
from wagtail_coaching.blocks.webinar import PresenterBlock, PresentersBlock

__all__ = [
    "BiographyBlock",
    "CallToActionBlock",
    "CardBlock",
    "CardsBlock",
    "CoachFiguresBlock",
    "CoachPageChooserBlock",
    "CoachQuoteBlock",
    "FAQBlock",
    "FAQBodyBlock",
    "FAQItemBlock",
    "FeaturedCoachesBlock",
    "GalleryPageChooserBlock",
    "HeadingBlock",
    "PresenterBlock",
    "PresentersBlock",
    "ProgramBlock",
    "QuoteBlock",
    "RichTextBlock",
    "SeniorAdvisorsBlock",
    "StepBlock",
    "StepsBlock",
]
