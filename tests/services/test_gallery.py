"""Searching a stored gallery, its cards, and the few coaches shown elsewhere."""

import datetime

import pytest
import time_machine
from django.utils import timezone, translation

from tests.factories import (
    CareerStageFactory,
    CoachRequestFactory,
    LanguageFactory,
    OrganizationTypeFactory,
    TopicFactory,
    make_coach_page,
    make_image,
    translate_term,
)
from wagtail_coaching.enums import RequestPurpose, RequestState
from wagtail_coaching.services import gallery as gallery_service
from wagtail_coaching.services.gallery import FACETS, GalleryFigures, GalleryQuery

DAY = datetime.date(2026, 3, 4)


def search(tree, *, terms=(), **query):
    return gallery_service.search(
        gallery=tree.gallery, query=GalleryQuery(**query), terms=terms, synonyms=()
    )


def pks(pages):
    return [str(page.pk) for page in pages]


@pytest.fixture
def ann(program):
    """A coach with a word of her own in each field."""
    make_coach_page(program, title="Somebody Else")
    return make_coach_page(
        program,
        title="Ann Bell",
        preferred_name="Annie",
        job_title="City Manager",
        organization="Village of Elmhurst",
        region="Fox Valley",
        ask_me_about="Snow plows\nBudgets",
        biography=[("paragraph", "<p>She <b>gardens</b>.</p>")],
        coach__topics=[TopicFactory(site=program.site, name="Résumé review")],
    )


def test_search_looks_into_each_field(program, ann):
    topics = list(ann.coach.topics.all())
    texts = ["bell", "annie", "MANAGER", "elmhurst", "fox", "plows", "gardens", "resume", "snow an"]

    found = {text: search(program, text=text, terms=topics).page_pks for text in texts}

    assert found == {text: [str(ann.pk)] for text in texts}


@pytest.mark.parametrize("text", ["new mexico", "NM", "mexi"])
def test_search_knows_states_by_name_and_abbreviation(program, text):
    make_coach_page(program, title="Ann", us_state="IL")
    bob = make_coach_page(program, title="Bob", us_state="NM")

    with translation.override("es"):
        assert search(program, text=text).page_pks == pks([bob])


def test_search_does_not_look_into_private_facts(program, ann):
    person = ann.coach.person
    person.phone, person.email = "(312) 555-0199", "secret@mail.example.org"
    person.name = "Private Name"
    person.save()
    ann.coach.best_hours = "weekday mornings"
    ann.coach.save()

    texts = ("0199", "312", "secret", "private", "mornings")
    assert [search(program, text=text).total for text in texts] == [0] * 5


def test_terms_of_all_languages_are_one_value(program):
    budgets = TopicFactory(site=program.site, name="Budgets")
    presupuestos = translate_term(budgets, language="es", name="Presupuestos")
    ann = make_coach_page(program, coach__topics=[budgets])
    bob = make_coach_page(program, coach__topics=[presupuestos])
    key = str(budgets.translation_key)

    result = search(program, choices={"topic": frozenset([key])})

    assert sorted(result.page_pks) == sorted(pks([ann, bob]))
    assert result.counts["topic"] == {key: 2}
    assert search(program, text="presupuestos", terms=[presupuestos]).total == 2


def test_every_facet_is_counted_where_nobody_is(program):
    assert search(program).counts == {facet: {} for facet in FACETS}
    assert search(program).total == 0


def test_galleries_keep_to_themselves(program_a, program_b):
    ann = make_coach_page(program_a)
    bob = make_coach_page(program_b)

    assert search(program_a).page_pks == pks([ann])
    assert search(program_b).page_pks == pks([bob])


@pytest.mark.parametrize("count", [1, 3])
def test_search_and_cards_take_a_fixed_number_of_queries(program, count, django_assert_num_queries):
    topics = TopicFactory.create_batch(2, site=program.site)
    for _ in range(count):
        page = make_coach_page(
            program, job_title="Clerk", coach__topics=topics, portrait=make_image()
        )
        page.portrait.get_rendition(page.coaching_card_portrait)
        CoachRequestFactory(site=program.site, coach=page.coach, state=RequestState.INTRODUCED)
    search(program)

    # How far the entries are; copies of pages; renditions with their images.
    with django_assert_num_queries(3):
        result = search(program)
        cards = gallery_service.load_cards(
            gallery=program.gallery, page_pks=result.page_pks, terms=topics, known=result.known
        )
        shown = [(card.coach.places_open, card.job_title, card.portrait.title) for card in cards]
        named = [card.card_topics for card in cards]

    assert pks(cards) == result.page_pks
    assert shown == [(1, "Clerk", "Portrait")] * count
    assert named == [topics] * count


def test_cards_look_up_what_they_are_not_given(program):
    budgets, hiring = TopicFactory.create_batch(2, site=program.site)
    presupuestos = translate_term(budgets, language="es", name="Presupuestos")
    page = make_coach_page(program, coach__topics=[budgets, hiring])
    CoachRequestFactory(site=program.site, coach=page.coach, state=RequestState.INTRODUCED)
    other = make_coach_page(program, coach=None)

    cards = gallery_service.load_cards(
        gallery=program.gallery, page_pks=pks([other, page]), terms=[presupuestos]
    )

    assert pks(cards) == pks([other, page])
    assert cards[1].card_topics == [presupuestos, hiring]
    assert cards[1].coach.places_open == 1
    assert cards[0].card_topics == []


def test_introduction_takes_no_place(program):
    page = make_coach_page(program, coach__capacity=1)
    facts = {"state": RequestState.INTRODUCED, "purpose": RequestPurpose.INTRODUCTION}
    CoachRequestFactory(site=program.site, coach=page.coach, **facts)

    assert search(program).counts["availability"] == {"open": 1}


def test_cards_are_of_live_pages_in_the_gallery(program_a, program_b):
    elsewhere = make_coach_page(program_b)
    draft = make_coach_page(program_a, live=False)
    page = make_coach_page(program_a)

    cards = gallery_service.load_cards(
        gallery=program_a.gallery, page_pks=[*pks([elsewhere, draft, page]), "0"]
    )

    assert cards == [page]


# --- similar, figures ---------------------------------------------------------------------------


def test_similar_coaches_share_most(program):
    one, two, three = TopicFactory.create_batch(3, site=program.site)
    kind, stage = OrganizationTypeFactory(site=program.site), CareerStageFactory(site=program.site)
    page = make_coach_page(
        program,
        coach__paused=True,
        coach__topics=[one, two],
        organization_type=kind,
        career_stage=stage,
        population=5000,
    )
    stage_only = make_coach_page(program, career_stage=stage)
    topic = make_coach_page(program, coach__topics=[one, three])
    topic_and_kind = make_coach_page(program, coach__topics=[two], organization_type=kind)
    both = make_coach_page(program, coach__topics=[one, two, three])
    make_coach_page(program, coach__topics=[three])
    make_coach_page(program, coach__topics=[one, two], coach__paused=True)

    def similar(count, **options):
        return gallery_service.similar_coaches(page=page, count=count, **options)

    assert similar(9) == pks([both, topic_and_kind, topic, stage_only])
    assert similar(2) == pks([both, topic_and_kind])
    assert similar(2, hidden_pages=pks([both])) == pks([topic_and_kind, topic])


def test_page_that_is_not_shown_has_no_similar_ones(program):
    topics = [TopicFactory(site=program.site)]
    make_coach_page(program, coach__topics=topics)
    draft = make_coach_page(program, coach__topics=topics, live=False)

    assert gallery_service.similar_coaches(page=draft) == []


def test_figures(program):
    topics = TopicFactory.create_batch(3, site=program.site)
    language = LanguageFactory(site=program.site)
    make_coach_page(program, us_state="IL", coach__topics=topics[:2], coach__languages=[language])
    make_coach_page(program, us_state="IL", coach__topics=topics[1:], coach__paused=True)
    hidden = make_coach_page(program, us_state="TX")

    figures = gallery_service.gallery_figures(gallery=program.gallery)
    assert figures == GalleryFigures(coaches=3, open_now=2, states=2, languages=1, topics=3)
    figures = gallery_service.gallery_figures(gallery=program.gallery, hidden_pages=pks([hidden]))
    assert figures == GalleryFigures(coaches=2, open_now=1, states=1, languages=1, topics=3)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Midway"])
def test_day_is_the_local_one(program, zone):
    with time_machine.travel("2026-03-04T10:30:00Z", tick=False), timezone.override(zone):
        today = timezone.localdate()
        make_coach_page(program, coach__paused_until=today)
        make_coach_page(program, coach__paused_until=today + datetime.timedelta(days=1))

        assert search(program).counts["availability"] == {"open": 1, "paused": 1}
