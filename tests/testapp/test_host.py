"""What a host puts in the place of stock models works."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ProjectState
from django.urls import reverse
from wagtail import blocks as wagtail_blocks
from wagtail.images import get_image_model
from wagtail.models import get_page_models

from tests.factories import UserFactory, add_page, make_coach_page, make_image
from tests.markup import parse, text_of, texts
from tests.testapp.models import BasePage, CoachPage, CustomImage, StoryPage
from wagtail_coaching import blocks
from wagtail_coaching.conf import base_page_model, coaching_settings


def test_hosts_classes_are_in_use():
    assert base_page_model() is BasePage
    assert coaching_settings.page_model("COACH_PAGE_MODEL") is CoachPage
    assert get_image_model() is CustomImage
    assert not apps.is_installed("wagtail_coaching.pages")
    assert {model._meta.app_label for model in get_page_models()} == {"testapp"}


def test_host_overrides_one_block_and_shows_its_own_field(program, visit):
    page = make_coach_page(program, title="Ann Bell", favorite_book="The Power Broker")

    soup = parse(visit(page))

    assert texts(soup, ".testapp-book") == ["Favorite book: The Power Broker"]
    assert text_of(soup.h1) == "Ann Bell"


def test_host_keeps_what_the_block_held(program, visit):
    page = make_coach_page(program, years_in_local_government=7, favorite_book="The Power Broker")

    assert "7 years" in texts(parse(visit(page)), ".coaching-facts dd")


def test_host_without_its_own_field_filled_in(program, visit):
    assert parse(visit(make_coach_page(program))).select(".testapp-book") == []


def test_portrait_is_the_hosts_image(program, visit):
    page = make_coach_page(program, portrait=make_image())

    assert type(page.portrait) is CustomImage
    assert parse(visit(page)).select_one(".coaching-portrait img") is not None


def test_host_page_shows_our_blocks_among_its_own(program, visit):
    page = add_page(
        program.home,
        StoryPage,
        title="A story",
        body=[
            ("paragraph", "<p>It began so.</p>"),
            ("faq", {"heading": "", "questions": [{"question": "Why?", "answer": "<p>So.</p>"}]}),
            ("quote", {"quote": "It helped.", "name": "", "role": ""}),
            ("aside", {"cards": {"heading": "", "cards": [{"title": "Card"}]}}),
        ],
    )

    soup = parse(visit(page))

    assert texts(soup, ".coaching-faq summary") == ["Why?"]
    assert texts(soup, ".coaching-quote p") == ["It helped."]
    assert texts(soup, ".coaching-card h2") == ["Card"]


@pytest.mark.parametrize("name", ["program", "gallery", "request_page", "schedule", "faq"])
def test_pages_of_the_host_are_edited_in_the_admin(program, client, name):
    client.force_login(UserFactory(superuser=True))
    page = getattr(program, name)

    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    assert response.status_code == 200


def test_own_field_is_edited_in_the_admin(program, client):
    client.force_login(UserFactory(superuser=True))
    page = make_coach_page(program, favorite_book="The Power Broker")

    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    field = parse(response).select_one("input[name=favorite_book]")
    assert field["value"] == "The Power Broker"


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.fixture
def changes_after(db):
    """Return what ``makemigrations`` would write for the models as they are now."""

    def detect():
        loader = MigrationLoader(None)
        detector = MigrationAutodetector(
            loader.project_state(), ProjectState.from_apps(apps), MigrationQuestioner()
        )
        return detector.changes(graph=loader.graph)

    return detect


def test_upgrade_of_our_blocks_asks_the_host_for_no_migration(changes_after, monkeypatch):
    body = StoryPage._meta.get_field("body")
    help_text = body.stream_block.child_blocks["faq"].child_blocks["heading"]
    monkeypatch.setattr(help_text, "_constructor_args", ((), {"help_text": "Another text"}))
    added = wagtail_blocks.CharBlock(required=False)
    added.set_name("added")
    monkeypatch.setitem(body.stream_block.child_blocks["quote"].child_blocks, "added", added)
    for model, field in (
        (apps.get_model("testapp", "CoachingProgramPage"), "body"),
        (apps.get_model("testapp", "FAQPage"), "body"),
        (CoachPage, "biography"),
    ):
        stream = model._meta.get_field(field).stream_block
        monkeypatch.setitem(stream.child_blocks, "added", blocks.HeadingBlock())

    assert changes_after() == {}


def test_change_of_the_hosts_own_block_asks_for_one(changes_after, monkeypatch):
    body = StoryPage._meta.get_field("body")
    monkeypatch.setitem(body.stream_block.child_blocks, "added", wagtail_blocks.CharBlock())

    assert list(changes_after()) == ["testapp"]
