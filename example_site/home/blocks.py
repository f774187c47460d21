"""The building blocks of the site's own pages."""

from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from wagtail_coaching.blocks import FAQBlock, FeaturedCoachesBlock, SeniorAdvisorsBlock

TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ol", "ul"]


class CardBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=80)
    text = blocks.TextBlock(max_length=300)
    link_page = blocks.PageChooserBlock(required=False)
    link_text = blocks.CharBlock(max_length=60, required=False)


class CardsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=120, required=False)
    cards = blocks.ListBlock(CardBlock(), min_num=1, max_num=6)

    class Meta:
        icon = "grip"
        template = "home/blocks/cards_block.html"


class FigureBlock(blocks.StructBlock):
    value = blocks.CharBlock(max_length=12)
    label = blocks.CharBlock(max_length=60)


class FiguresBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=120, required=False)
    figures = blocks.ListBlock(FigureBlock(), min_num=2, max_num=4)

    class Meta:
        icon = "order"
        template = "home/blocks/figures_block.html"


class QuoteBlock(blocks.StructBlock):
    quote = blocks.TextBlock()
    name = blocks.CharBlock(max_length=120)
    role = blocks.CharBlock(max_length=160, required=False)

    class Meta:
        icon = "openquote"
        template = "home/blocks/quote_block.html"


class PersonBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=120)
    role = blocks.CharBlock(max_length=160)
    organization = blocks.CharBlock(max_length=160, required=False)


class PeopleBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=120, required=False)
    people = blocks.ListBlock(PersonBlock(), min_num=1)

    class Meta:
        icon = "group"
        template = "home/blocks/people_block.html"


class CallToActionBlock(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=120)
    text = blocks.TextBlock(max_length=300, required=False)
    link_page = blocks.PageChooserBlock()
    link_text = blocks.CharBlock(max_length=60)

    class Meta:
        icon = "pick"
        template = "home/blocks/call_to_action_block.html"


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock()
    caption = blocks.CharBlock(max_length=200, required=False)

    class Meta:
        icon = "image"
        template = "home/blocks/image_block.html"


class BodyBlock(blocks.StreamBlock):
    heading = blocks.CharBlock(
        max_length=120, icon="title", template="home/blocks/heading_block.html"
    )
    paragraph = blocks.RichTextBlock(
        features=TEXT_FEATURES, icon="pilcrow", template="home/blocks/paragraph_block.html"
    )
    image = ImageBlock()
    cards = CardsBlock()
    figures = FiguresBlock()
    people = PeopleBlock()
    quote = QuoteBlock()
    call_to_action = CallToActionBlock()
    # Blocks of the coaching package, in pages of the site.
    questions = FAQBlock()
    coaches = FeaturedCoachesBlock()
    advisors = SeniorAdvisorsBlock()
