"""What a coach's biography is made of."""

from django.utils.translation import gettext_lazy as _

from wagtail_coaching.blocks.base import CoachingStreamBlock
from wagtail_coaching.blocks.program import HeadingBlock, QuoteBlock
from wagtail_coaching.blocks.rich_text import text_block


class BiographyBlock(CoachingStreamBlock):
    """A coach's biography."""

    heading = HeadingBlock()
    paragraph = text_block(label=_("Text"))
    quote = QuoteBlock()
