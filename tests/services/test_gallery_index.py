"""The gallery is right after everything that changes it."""

import copy
import datetime

import pytest
import time_machine
from django.db import OperationalError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import (
    CareerStageFactory,
    CoachRequestFactory,
    FormatFactory,
    LanguageFactory,
    OrganizationTypeFactory,
    RoleFactory,
    TopicFactory,
    add_page,
    make_coach_page,
    make_image,
    make_program,
    make_site,
    set_settings,
)
from tests.worlds import lasting
from wagtail_coaching.conf import base_page_model
from wagtail_coaching.enums import CoachState, GallerySort, RequestState
from wagtail_coaching.models import Coach, CoachRequest, GalleryChange, GalleryEntry, GalleryIndex
from wagtail_coaching.services import coach as coach_service
from wagtail_coaching.services import gallery as gallery_service
from wagtail_coaching.services import gallery_index, suspension
from wagtail_coaching.services.gallery import GalleryQuery
from wagtail_coaching.services.gallery_held import HeldGalleries
from wagtail_coaching.services.gallery_query import run_query


class World:
    """A gallery with two coaches, and a process that has seen it."""

    def __init__(self):
        site = make_site(hostname="prairie.example.org", name="Prairie managers", default=True)
        # Whatever is live may be: what vetting takes off the site is saved like anything else.
        set_settings(site, vetting_required=False)
        self.tree = make_program(site)
        make = {"site": site}
        self.topic = TopicFactory(**make, name="Budgets")
        self.terms = {
            "topic": self.topic,
            "organization_type": OrganizationTypeFactory(**make),
            "career_stage": CareerStageFactory(**make),
            "role": RoleFactory(**make),
            "language": LanguageFactory(**make),
            "format": FormatFactory(**make),
        }
        self.ann = make_coach_page(
            self.tree,
            title="Ann",
            population=5000,
            us_state="IL",
            organization_type=self.terms["organization_type"],
            career_stage=self.terms["career_stage"],
            roles=[self.terms["role"]],
            coach__topics=[self.topic],
            coach__languages=[self.terms["language"]],
            coach__formats=[self.terms["format"]],
            coach__capacity=1,
        )
        self.bob = make_coach_page(self.tree, title="Bob")
        self.names()

    def search(self, **query):
        query.setdefault("sort", GallerySort.NAME)
        return gallery_service.search(
            gallery=self.tree.gallery, query=GalleryQuery(**query), terms=[self.topic]
        )

    def names(self, tree=None, **query):
        tree = tree or self.tree
        found = gallery_service.search(
            gallery=tree.gallery, query=GalleryQuery(sort=GallerySort.NAME, **query)
        )
        return [
            p.title
            for p in gallery_service.load_cards(gallery=tree.gallery, page_pks=found.page_pks)
        ]

    def card(self, page):
        (card,) = gallery_service.load_cards(gallery=self.tree.gallery, page_pks=[str(page.pk)])
        return card

    def value(self, facet):
        return self.search().counts[facet]


@pytest.fixture(scope="module")
def lasting_world(request, django_db_setup, django_db_blocker):
    with lasting(World, request, django_db_blocker) as world:
        yield world


@pytest.fixture
def world(lasting_world, db):
    return copy.deepcopy(lasting_world)


# --- pages ---------------------------------------------------------------------------------------


def test_gallery_shows_live_pages_of_active_coaches(world):
    make_coach_page(world.tree, title="Draft", live=False)
    make_coach_page(world.tree, title="Hidden", coach__hidden=True)
    make_coach_page(world.tree, title="Zoe", coach=None)

    assert world.names() == ["Ann", "Bob", "Zoe"]


def test_publishing_and_unpublishing_show(world):
    page = make_coach_page(world.tree, title="Cleo", publish=True)
    assert world.names() == ["Ann", "Bob", "Cleo"]

    page.unpublish()
    assert world.names() == ["Ann", "Bob"]


def test_page_saved_by_its_base_class_shows(world):
    base_page_model().objects.get(pk=world.bob.pk).unpublish()

    assert world.names() == ["Ann"]


def test_changed_page_is_found_by_what_it_says_now(world):
    world.bob.title, world.bob.us_state = "Robert", "TX"
    world.bob.save()

    assert world.search(text="robert").page_pks == [str(world.bob.pk)]
    assert world.search(text="bob").total == 0
    assert world.value("state") == {"IL": 1, "TX": 1}


def test_draft_changes_nothing(world):
    world.bob.title = "Robert"
    world.bob.save_revision()

    assert not GalleryChange.objects.exists()
    assert world.names() == ["Ann", "Bob"]


def test_moved_page_leaves_one_gallery_for_the_other(world):
    gallery = add_page(world.tree.program, "GALLERY_PAGE_MODEL", title="Other")
    found = gallery_service.search(gallery=gallery, query=GalleryQuery())
    assert found.total == 0

    world.bob.move(gallery, pos="last-child")

    assert world.names() == ["Ann"]
    found = gallery_service.search(gallery=gallery, query=GalleryQuery())
    assert found.page_pks == [str(world.bob.pk)]


def test_gallery_moved_to_another_site_shows_what_is_left_of_it(world):
    other = make_site(hostname="coast.example.org", name="Coast")

    world.tree.program.move(other.root_page, pos="last-child")

    # Nobody there has vetted them.
    assert world.search().total == 0


def test_deleted_page_goes(world):
    world.ann.delete()

    assert world.names() == ["Bob"]


def test_pages_deleted_with_their_gallery_leave_nothing(world):
    world.tree.gallery.delete()

    assert list(GalleryIndex.objects.exclude(gallery_pk="")) == []
    assert not GalleryEntry.objects.exists()


def test_copied_page_shows_once_it_is_live(world):
    copied = world.bob.copy(update_attrs={"slug": "again", "title": "Bob again"}, keep_live=False)
    assert world.names() == ["Ann", "Bob"]

    copied.live = True
    copied.save()
    assert world.names() == ["Ann", "Bob", "Bob again"]


# --- coaches -------------------------------------------------------------------------------------


def test_terms_of_a_coach_count_from_either_side(world):
    key = str(world.topic.translation_key)
    coach = world.bob.coach

    coach.topics.add(world.topic)
    assert world.value("topic") == {key: 2}
    world.topic.coaches.remove(coach)
    assert world.value("topic") == {key: 1}
    world.topic.coaches.set([coach])
    assert world.names(choices={"topic": frozenset([key])}) == ["Bob"]
    world.topic.coaches.clear()
    assert world.value("topic") == {}


@pytest.mark.parametrize(
    "facet", ["topic", "organization_type", "career_stage", "role", "language", "format"]
)
def test_deleted_term_is_no_value_any_more(world, facet):
    assert list(world.value(facet).values()) == [1]

    world.terms[facet].delete()

    assert world.value(facet) == {}


def test_card_of_a_deleted_portrait_shows_none(world):
    image = world.bob.portrait = make_image()
    world.bob.save()
    world.search()
    stored = dict(GalleryEntry.objects.values_list("page_pk", "card"))

    image.delete()

    assert world.card(world.bob).portrait is None
    # It is not known by the copy alone.
    GalleryEntry.objects.filter(page_pk=str(world.bob.pk)).update(card=stored[str(world.bob.pk)])
    assert world.card(world.bob).portrait is None


def test_renamed_topic_is_found_by_its_new_name(world):
    world.topic.name = "Finances"
    world.topic.save()

    assert world.search(text="finances").page_pks == [str(world.ann.pk)]
    assert world.search(text="budgets").total == 0


@pytest.mark.parametrize("state", [CoachState.HIDDEN, CoachState.LEFT])
def test_coach_who_is_not_active_is_not_shown(world, state):
    world.bob.coach.state = state
    world.bob.coach.save()

    assert world.names() == ["Ann"]


def test_suspended_coach_is_not_shown(world):
    suspension.suspend(coach=world.bob.coach, reason="", message="", user=None)

    assert world.names() == ["Ann"]


def test_removed_coach_is_not_shown(world):
    coach_service.remove_coach(coach=world.bob.coach)

    assert world.names() == ["Ann"]


def test_pause_begins_at_once_and_ends_by_itself(world):
    today = timezone.localdate()
    world.bob.coach.paused_until = today + datetime.timedelta(days=7)
    world.bob.coach.save()
    assert world.value("availability") == {"open": 1, "paused": 1}

    with time_machine.travel(timezone.now() + datetime.timedelta(days=8), tick=False):
        assert world.value("availability") == {"open": 2}
    assert world.value("availability") == {"open": 1, "paused": 1}


# --- requests ------------------------------------------------------------------------------------


def test_request_takes_a_place_while_it_is_introduced(world):
    asked = CoachRequestFactory(site=world.tree.site, coach=world.ann.coach)
    assert world.value("availability") == {"open": 2}

    asked.state = RequestState.INTRODUCED
    asked.save()
    assert world.value("availability") == {"open": 1, "full": 1}
    asked.coach = world.bob.coach
    asked.save()
    assert world.value("availability") == {"open": 2}
    asked.coach = world.ann.coach
    asked.save()
    CoachRequest.objects.filter(pk=asked.pk).delete()
    assert world.value("availability") == {"open": 2}


def test_request_that_takes_no_place_changes_nothing(world):
    CoachRequestFactory(site=world.tree.site, coach=world.ann.coach)

    assert not GalleryChange.objects.exists()


# --- other processes, and transactions that are undone ------------------------------------------


def ask(held, world):
    with held.gallery(str(world.tree.gallery.pk)) as memory:
        result = run_query(
            memory=memory, query=GalleryQuery(sort=GallerySort.NAME), today=timezone.localdate()
        )
    return result.page_pks


def test_every_process_follows_with_what_was_changed_only(world):
    one, other = HeldGalleries(), HeldGalleries()
    ann, bob = str(world.ann.pk), str(world.bob.pk)
    assert ask(one, world) == ask(other, world) == [ann, bob]

    world.bob.title = "Abe"
    world.bob.save()
    assert ask(one, world) == [bob, ann]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert ask(other, world) == [bob, ann]
    assert len(queries) == 2
    with CaptureQueriesContext(connection) as queries:
        assert ask(one, world) == ask(other, world)
    assert len(queries) == 2


def test_process_that_is_far_behind_loads_everything(world):
    held = HeldGalleries()
    ask(held, world)

    for number in range(gallery_index.TOKENS_KEPT + 2):
        world.bob.title = f"Bob {number}"
        world.bob.save()
        world.names()
    world.ann.delete()

    assert ask(held, world) == [str(world.bob.pk)]
    assert len(GalleryIndex.objects.get(gallery_pk=world.tree.gallery.pk).tokens) == 64


def test_what_was_undone_is_not_remembered(world):
    held = HeldGalleries()
    before = ask(held, world)

    with transaction.atomic():
        world.bob.title = "Abe"
        world.bob.save()
        assert ask(held, world) == before[::-1]
        transaction.set_rollback(True)
    world.ann.us_state = "TX"
    world.ann.save()

    assert ask(held, world) == before
    assert world.names() == ["Ann", "Bob"]


def test_locked_database_leaves_what_is_shown(world, monkeypatch, caplog):
    def fail():
        raise OperationalError("database is locked")

    world.bob.delete()
    monkeypatch.setattr(gallery_index, "_apply_batch", fail)

    assert world.search().total == 2
    assert "it is locked" in caplog.text
    monkeypatch.undo()
    assert world.names() == ["Ann"]


def test_gallery_that_was_never_made_is_not_shown_as_empty(world, monkeypatch):
    def fail():
        raise OperationalError("database is locked")

    GalleryIndex.objects.all().delete()
    monkeypatch.setattr(gallery_index, "_apply_batch", fail)

    with pytest.raises(OperationalError):
        world.search()


def test_save_that_changes_no_fact_is_no_generation(world):
    stored = GalleryIndex.objects.filter(gallery_pk=world.tree.gallery.pk).values("generation")
    before = stored.get()

    world.bob.save()
    Coach.objects.get(pk=world.bob.coach_id).save()
    world.names()

    assert stored.get() == before
    assert not GalleryChange.objects.exists()


def test_changes_are_applied_when_the_transaction_commits(
    world, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(connections["default"], "run_on_commit", [])

    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        world.ann.delete()
        world.bob.coach.save()

    assert callbacks == [gallery_index.apply_changes]
    assert not GalleryChange.objects.exists()


def test_pages_written_past_their_models_show_after_a_rebuild(world):
    type(world.bob).objects.filter(pk=world.bob.pk).update(title="Abe", live=False)
    assert sorted(world.names()) == ["Ann", "Bob"]

    assert gallery_index.rebuild(gallery_pk=str(world.tree.gallery.pk)) == 1
    assert world.search().total == 1
    assert gallery_index.rebuild(gallery_pk=str(world.tree.gallery.pk)) == 0
