"""Blocks with one link: to a page, or outside, and not both."""

import pytest
from wagtail.blocks.struct_block import StructBlockValidationError

from tests.factories import make_host_page
from wagtail_coaching.blocks import CallToActionBlock, CardBlock

BLOCKS = [
    (CardBlock, {"title": "Card"}),
    (CallToActionBlock, {"heading": "Hi", "button_label": "Go"}),
]
BOTH = "Choose a page or enter an address, not both."


def make_value(block, **values):
    return block.to_python({**values})


@pytest.mark.parametrize(("block_class", "facts"), BLOCKS)
def test_page_and_address_at_once_are_refused(site_a, block_class, facts):
    block = block_class()
    value = make_value(block, **facts, page=site_a.root_page_id, url="https://example.org/")

    with pytest.raises(StructBlockValidationError) as caught:
        block.clean(value)

    assert [e.message for e in caught.value.block_errors["url"].error_list] == [BOTH]
    assert list(caught.value.block_errors) == ["url"]


@pytest.mark.parametrize(("block_class", "facts"), BLOCKS)
@pytest.mark.parametrize("link", ["page", "url", "none"])
def test_one_link_or_none_is_taken(site_a, block_class, facts, link):
    block = block_class()
    page = make_host_page(site_a.root_page.specific)
    chosen = {"page": page.pk} if link == "page" else {"url": "https://example.org/"}

    cleaned = block.clean(make_value(block, **facts, **({} if link == "none" else chosen)))

    expected = {"page": page.get_url(), "url": "https://example.org/", "none": ""}
    assert cleaned.link == expected[link]


def test_missing_title_is_said_by_the_field():
    block = CardBlock()

    with pytest.raises(StructBlockValidationError) as caught:
        block.clean(make_value(block, title=""))

    assert list(caught.value.block_errors) == ["title"]
