import datetime

import pytest
import time_machine

from tests.factories import (
    CoachFactory,
    OrganizationTypeFactory,
    TopicFactory,
    make_coach_page,
    translate_term,
)
from wagtail_coaching.services import gallery as gallery_service

DAY = datetime.date(2026, 3, 4)


def in_gallery(tree):
    return gallery_service.coach_pages_in(gallery=tree.gallery)


def search(tree, text):
    return [
        page.title for page in gallery_service.search_coaches(pages=in_gallery(tree), text=text)
    ]


def test_coach_pages_in_are_the_live_ones_by_name(program_a, program_b):
    zoe = make_coach_page(program_a, title="Zoe")
    ann = make_coach_page(program_a, title="Ann")
    make_coach_page(program_a, title="Draft", live=False)
    make_coach_page(program_a, title="Hidden", coach__hidden=True)
    make_coach_page(program_b, title="Elsewhere")

    assert list(in_gallery(program_a)) == [ann, zoe]


def test_coach_pages_of_the_same_name_keep_their_order(program):
    first = make_coach_page(program, title="Ann Bell")
    second = make_coach_page(program, title="Ann Bell")

    assert list(in_gallery(program)) == [first, second]


@pytest.fixture
def ann(program):
    """A coach with a word of her own in each field."""
    make_coach_page(program, title="Somebody Else", coach__topics=[])
    return make_coach_page(
        program,
        title="Ann Bell",
        job_title="City Manager",
        organization="Village of Elmhurst",
        region="Fox Valley",
        ask_me_about="Snow plows\nBudgets",
        coach__topics=[TopicFactory(site=program.site, name="Résumé review")],
    )


@pytest.mark.parametrize(
    "text",
    [
        "bell",
        "MANAGER",
        "elmhurst",
        "fox",
        "plows",
        "review",
        "ell",
        "ann snow elmhurst",
        "  ann \t bell ",
    ],
)
def test_search_in_each_field(program, ann, text):
    assert search(program, text) == ["Ann Bell"]


@pytest.mark.parametrize("text", ["bell nowhere", "%", "_", "ann%bell", "\\", "'", '"; DROP TABLE'])
def test_search_that_hits_nobody(program, ann, text):
    assert search(program, text) == []


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_search_for_nothing_leaves_everybody(program, ann, text):
    assert search(program, text) == ["Ann Bell", "Somebody Else"]


def test_search_does_not_look_into_private_facts(program, ann):
    person = ann.coach.person
    person.phone, person.email = "312-555-0199", "secret@mail.example.org"
    person.name = "Private Name"
    person.save()
    ann.coach.best_hours = "weekday mornings"
    ann.coach.save()

    assert [search(program, text) for text in ("0199", "secret", "private", "mornings")] == [[]] * 4


def test_search_finds_a_coach_of_two_fitting_topics_once(program):
    topics = [TopicFactory(site=program.site, name=f"Budgets {n}") for n in range(2)]
    make_coach_page(program, title="Ann Bell", coach__topics=topics)

    assert search(program, "budgets") == ["Ann Bell"]


def test_search_passes_over_words_beyond_the_eighth(program, ann):
    assert search(program, "ann " * 8 + "nowhere") == ["Ann Bell"]
    assert search(program, "ann " * 7 + "nowhere") == []


def test_with_any_topic_in_any_language(program):
    budgets, hiring, other = TopicFactory.create_batch(3, site=program.site)
    presupuestos = translate_term(budgets, language="es", name="Presupuestos")
    ann = make_coach_page(program, title="Ann", coach__topics=[budgets, other])
    bob = make_coach_page(program, title="Bob", coach__topics=[hiring])
    cid = make_coach_page(program, title="Cid", coach__topics=[presupuestos])
    make_coach_page(program, title="Dee", coach__topics=[other])
    pages = in_gallery(program)

    found = gallery_service.with_any_topic(pages=pages, topics=[budgets, hiring])

    assert list(found) == [ann, bob, cid]
    assert list(gallery_service.with_any_topic(pages=pages, topics=[presupuestos])) == [ann, cid]


def test_with_any_organization_type_in_any_language(program):
    city, town, other = OrganizationTypeFactory.create_batch(3, site=program.site)
    ciudad = translate_term(city, language="es", name="Ciudad")
    ann = make_coach_page(program, title="Ann", organization_type=city)
    bob = make_coach_page(program, title="Bob", organization_type=ciudad)
    make_coach_page(program, title="Cid", organization_type=other)
    pages = in_gallery(program)

    found = gallery_service.with_any_organization_type(
        pages=pages, organization_types=[town, ciudad]
    )

    assert list(found) == [ann, bob]


@pytest.mark.parametrize("count", [1, 3])
def test_card_data_takes_a_fixed_number_of_queries(program, count, django_assert_num_queries):
    organization_type = OrganizationTypeFactory(site=program.site)
    topics = TopicFactory.create_batch(2, site=program.site)
    for _ in range(count):
        make_coach_page(program, organization_type=organization_type, coach__topics=topics)

    # Pages with coach, type and portrait; their topics. (Renditions: nobody has a portrait.)
    with django_assert_num_queries(2):
        shown = [
            (page.title, page.coach.availability, page.organization_type.name, page.card_topics)
            for page in gallery_service.with_card_data(in_gallery(program))
        ]

    assert len(shown) == count
    assert {tuple(facts[3]) for facts in shown} == {tuple(topics)}


def test_topics_are_shown_in_the_language_of_the_terms(program):
    budgets, hiring = TopicFactory.create_batch(2, site=program.site)
    presupuestos = translate_term(budgets, language="es", name="Presupuestos")
    page = make_coach_page(program, coach__topics=[budgets, hiring])

    gallery_service.show_topics_in_language_of(pages=[page], terms=[presupuestos])

    assert page.card_topics == [presupuestos, hiring]


@pytest.fixture
def twenty(program):
    return [make_coach_page(program) for _ in range(20)]


def featured(tree, day=DAY, count=4):
    return gallery_service.featured_coaches(pages=in_gallery(tree), count=count, on=day)


def test_featured_coaches_are_the_same_all_day(program, twenty):
    assert featured(program) == featured(program)
    assert len(featured(program)) == 4


def test_featured_coaches_take_turns(program, twenty):
    days = [DAY + datetime.timedelta(days=n) for n in range(30)]
    seen = {page for day in days for page in featured(program, day)}

    assert seen == set(twenty)


@time_machine.travel("2026-03-04T18:00:00Z", tick=False)
def test_featured_coaches_take_requests(program):
    open_page = make_coach_page(program)
    for trait in ("paused", "full", "ended", "hidden", "suspended", "left"):
        make_coach_page(program, coach=CoachFactory(site=program.site, **{trait: True}))
    make_coach_page(program, coach=None)

    assert featured(program) == [open_page]


def test_featured_coaches_are_no_more_than_there_are(program):
    assert featured(program) == []
    make_coach_page(program)
    assert len(featured(program)) == 1
