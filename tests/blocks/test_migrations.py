"""Our blocks stay out of hosts' migrations: only their import paths stand there."""

import pytest
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.writer import MigrationWriter
from wagtail import blocks as wagtail_blocks
from wagtail.fields import StreamField

from wagtail_coaching import blocks
from wagtail_coaching.fields import CoachingStreamField

TOP_LEVEL = [
    blocks.ProgramBlock,
    blocks.BiographyBlock,
    blocks.FAQBodyBlock,
    blocks.PresentersBlock,
]


def host_field():
    return StreamField(
        [
            ("paragraph", wagtail_blocks.RichTextBlock()),
            ("faq", blocks.FAQBlock()),
            ("quote", blocks.QuoteBlock(group="Stories")),
            ("coaches", blocks.FeaturedCoachesBlock()),
            ("advisors", blocks.SeniorAdvisorsBlock()),
            ("chosen", blocks.CoachPageChooserBlock()),
            ("nested", wagtail_blocks.StructBlock([("cards", blocks.CardsBlock())])),
            ("list", wagtail_blocks.ListBlock(blocks.StepBlock())),
        ],
        blank=True,
    )


def state_of(field):
    """Return the state of a host with one model that has the field."""
    state = ProjectState()
    state.add_model(
        ModelState(
            "host", "StoryPage", [("id", models.AutoField(primary_key=True)), ("body", field)]
        )
    )
    return state


def changes(before, after):
    detector = MigrationAutodetector(state_of(before), state_of(after))
    return detector._detect_changes()


@pytest.fixture
def upgraded(monkeypatch):
    """Change our blocks as a new release may: another help text, another limit, one field more."""

    def changed(block_class, name, **meta):
        child = wagtail_blocks.CharBlock(required=False, **meta)
        child.set_name(name)
        fields = {**block_class.base_blocks, name: child}
        monkeypatch.setattr(block_class, "base_blocks", fields)
        monkeypatch.setattr(block_class, "declared_blocks", fields)

    changed(blocks.FAQBlock, "heading", help_text="Another text", max_length=99)
    changed(blocks.FAQItemBlock, "source")
    changed(blocks.QuoteBlock, "year")
    changed(blocks.CardsBlock, "footer")
    changed(blocks.StepBlock, "icon")
    changed(blocks.FeaturedCoachesBlock, "count", help_text="Another text")
    changed(blocks.SeniorAdvisorsBlock, "footer")
    for block_class in TOP_LEVEL:
        changed(block_class, "added")


def test_upgrade_of_our_blocks_asks_no_host_for_a_migration(upgraded, request, monkeypatch):
    after = host_field()
    monkeypatch.undo()
    before = host_field()

    assert [list(f.stream_block.child_blocks["faq"].child_blocks) for f in (before, after)] == [
        ["heading", "questions"],
        ["heading", "questions"],
    ]
    assert after.stream_block.child_blocks["quote"].child_blocks.keys() >= {"year"}
    assert changes(before, after) == {}


@pytest.mark.parametrize("block_class", TOP_LEVEL)
def test_upgrade_of_our_own_streams_asks_no_host_for_a_migration(block_class, request):
    before = CoachingStreamField(block_class(), blank=True)
    request.getfixturevalue("upgraded")
    after = CoachingStreamField(block_class(), blank=True)

    assert "added" in after.stream_block.child_blocks
    assert "added" not in before.stream_block.child_blocks
    assert changes(before, after) == {}


def test_change_by_the_host_asks_for_a_migration():
    changed = StreamField([("faq", blocks.FAQBlock(group="Ours"))], blank=True)

    assert changes(StreamField([("faq", blocks.FAQBlock())], blank=True), changed) != {}


@pytest.mark.parametrize("name", blocks.__all__)
def test_block_deconstructs_to_its_public_import_path(name):
    block = getattr(blocks, name)(label="Ours")

    assert block.deconstruct() == (f"wagtail_coaching.blocks.{name}", [], {"label": "Ours"})


def test_migration_names_the_import_path_only():
    field = host_field()
    field.set_attributes_from_name("body")

    text, imports = MigrationWriter.serialize(field)

    assert "wagtail_coaching.blocks.FAQBlock" in text
    assert "FAQItemBlock" not in text
    assert "wagtail_coaching.blocks.FeaturedCoachesBlock" in text
    assert "Topic" not in text
    assert "Question" not in text
    assert "import wagtail.fields" in imports


def test_migration_makes_the_same_field_again():
    _name, _path, args, kwargs = host_field().deconstruct()

    restored = StreamField(*args, **kwargs)

    before, after = (f.stream_block.child_blocks for f in (host_field(), restored))
    assert {n: type(b) for n, b in after.items()} == {n: type(b) for n, b in before.items()}
    assert list(after["faq"].child_blocks) == ["heading", "questions"]
    assert after["quote"].meta.group == "Stories"
    assert type(after["nested"].child_blocks["cards"]) is blocks.CardsBlock


@pytest.mark.parametrize("block_class", TOP_LEVEL)
def test_migration_makes_our_own_field_again(block_class):
    _name, path, args, kwargs = CoachingStreamField(block_class(), blank=True).deconstruct()

    restored = CoachingStreamField(*args, **kwargs)

    assert path == "wagtail_coaching.fields.CoachingStreamField"
    assert type(restored.stream_block) is block_class
    assert restored.stream_block.child_blocks.keys() == block_class().child_blocks.keys()


class OwnFAQBlock(blocks.FAQBlock):
    """A host's own: its import path is not ours to keep."""

    source = wagtail_blocks.CharBlock()


class OwnBodyBlock(blocks.FAQBodyBlock):
    source = wagtail_blocks.CharBlock()


@pytest.mark.parametrize("block_class", [OwnFAQBlock, OwnBodyBlock])
def test_subclass_of_a_host_is_frozen_as_wagtail_does_it(block_class):
    path, args, _kwargs = block_class().deconstruct()

    assert path in ("wagtail.blocks.StructBlock", "wagtail.blocks.StreamBlock")
    assert "source" in dict(args[0])
    field = StreamField([("own", block_class())])
    field.set_attributes_from_name("body")
    text, _imports = MigrationWriter.serialize(field)
    assert "source" in text
    assert "OwnFAQBlock" not in text
