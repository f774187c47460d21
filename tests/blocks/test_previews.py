"""What editors see of a block before they choose it: description, icon, and a preview."""

import pytest
from django.urls import reverse

from tests.factories import RoleFactory, UserFactory, make_coach_page
from tests.markup import parse, text_of
from wagtail_coaching.blocks import ProgramBlock

STREAM = ProgramBlock()
NAMES = [name for name in STREAM.child_blocks if name != "paragraph"]
#: Those that fill themselves from the gallery.
LIVE = {"featured_coaches", "coach_figures", "senior_advisors"}


@pytest.fixture
def preview(client, program):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))

    def get(name):
        block = STREAM.child_blocks[name]
        response = client.get(
            reverse("wagtailadmin_block_preview"),
            {"id": block.definition_prefix},
            headers={"host": program.site.hostname},
        )
        assert response.status_code == 200
        return parse(response)

    return get


@pytest.mark.parametrize("name", NAMES)
def test_block_says_what_it_is(name):
    block = STREAM.child_blocks[name]

    assert block.is_previewable
    assert all(str(text) for text in (block.label, block.meta.description, block.meta.group))
    assert block.meta.icon != "placeholder"


@pytest.mark.parametrize("name", [name for name in NAMES if name not in LIVE])
def test_preview_is_a_whole_page_that_shows_the_block(preview, name):
    soup = preview(name)

    assert soup.html["lang"] == "en"
    assert soup.select('link[href$="coaching.css"]') != []
    assert len(text_of(soup.select_one(".coaching-preview"))) > 10


def test_preview_of_a_block_that_fills_itself_shows_what_there_is(program, preview):
    before = {name: text_of(preview(name).select_one(".coaching-preview")) for name in LIVE}
    role = RoleFactory(site=program.site, makes_introductions=True)
    make_coach_page(program, title="Ann Bell", roles=[role], us_state="IL")

    after = {name: text_of(preview(name).select_one(".coaching-preview")) for name in LIVE}

    assert set(before.values()) == {""}
    assert "coach 1" in after["coach_figures"]
    assert all("Ann Bell" in after[name] for name in LIVE - {"coach_figures"})
