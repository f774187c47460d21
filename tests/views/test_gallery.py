"""The gallery: whom it lists, for whom, on which page."""

import pytest
from django.contrib.auth.models import Group
from django.test import override_settings
from wagtail.models import PageViewRestriction

from tests.factories import (
    CoachFactory,
    OrganizationTypeFactory,
    TopicFactory,
    UserFactory,
    add_page,
    approve_profile,
    make_coach_page,
    make_image,
    translate_term,
)
from tests.markup import links, parse, text_of, texts

NAMES = ".coaching-card__name"


def restrict(page, kind, **fields):
    return PageViewRestriction.objects.create(page=page, restriction_type=kind, **fields)


def names(response):
    """Return who is listed, by name: the gallery's own order is another one each day."""
    return sorted(texts(parse(response), NAMES))


def test_gallery_lists_its_own_live_coaches(program_a, program_b, visit):
    make_coach_page(program_a, title="Zoe Ash")
    make_coach_page(program_a, title="Ann Bell")
    make_coach_page(program_a, title="Dora Draft", live=False)
    make_coach_page(program_b, title="Carl Coast")

    assert names(visit(program_a.gallery)) == ["Ann Bell", "Zoe Ash"]
    assert names(visit(program_b.gallery)) == ["Carl Coast"]


def test_gallery_does_not_list_coaches_of_another_gallery(program, visit):
    second = add_page(program.program, "GALLERY_PAGE_MODEL", title="Retired coaches")
    make_coach_page(program, parent=second, title="Rita Retired")
    make_coach_page(program, title="Ann Bell")

    assert names(visit(program.gallery)) == ["Ann Bell"]
    assert names(visit(second)) == ["Rita Retired"]


def test_gallery_card_shows_what_it_needs_to(program, visit):
    topics = [TopicFactory(site=program.site, name=f"Topic no. {n}") for n in range(5)]
    page = make_coach_page(
        program,
        title="Ann Bell",
        job_title="City Manager",
        organization="Elmhurst",
        region="Fox Valley",
        us_state="IL",
        population=46_000,
        portrait=make_image(),
        coach__topics=topics,
    )

    (card,) = parse(visit(program.gallery)).select(".coaching-card")

    assert links(card, "a") == [page.relative_url(program.site)]
    assert texts(card, "p") == [
        "City Manager",
        "Elmhurst",
        "Fox Valley, Illinois",
        "25,000–49,999 residents",
        "2 of 2 places open",
    ]
    assert texts(card, ".coaching-tag") == ["Topic no. 0", "Topic no. 1", "Topic no. 2", "+2 more"]
    assert card.img["alt"] == ""
    assert (card.img["width"], card.img["height"]) == ("320", "320")


def test_gallery_card_of_a_coach_of_whom_little_is_known(program, visit):
    make_coach_page(program, title="Ann Bell", coach=None)

    (card,) = parse(visit(program.gallery)).select(".coaching-card")

    assert text_of(card) == "AB Ann Bell"
    assert card.img is None


@pytest.mark.parametrize(
    ("trait", "said"),
    [
        ("full", "Not taking requests now"),
        ("ended", "Not taking requests now"),
    ],
)
def test_gallery_card_says_who_takes_no_requests(program, visit, trait, said):
    make_coach_page(program, coach=CoachFactory(site=program.site, **{trait: True}))

    assert texts(parse(visit(program.gallery)), ".coaching-badge") == [said]


@pytest.mark.parametrize("state", ["applicant", "hidden", "suspended", "left"])
def test_gallery_leaves_coaches_out_who_are_not_active(program, visit, state):
    hal = make_coach_page(program, title="Hal Hidden").coach
    make_coach_page(program, title="Ann Bell")
    hal.state = state
    hal.save()

    assert names(visit(program.gallery)) == ["Ann Bell"]


def test_gallery_card_says_until_when_a_coach_is_away(program, visit):
    make_coach_page(program, coach__paused_until="2100-03-04")

    assert texts(parse(visit(program.gallery)), ".coaching-badge") == [
        "Taking a break until March 4, 2100"
    ]


def test_gallery_hides_a_restricted_profile_from_those_outside(program, visit, client):
    restrict(make_coach_page(program, title="Mia Members"), PageViewRestriction.LOGIN)
    make_coach_page(program, title="Ann Bell")

    response = visit(program.gallery)
    assert names(response) == ["Ann Bell"]
    assert text_of(parse(response).find(id="coaching-results")) == "1 coach"

    client.force_login(UserFactory())
    assert names(visit(program.gallery)) == ["Ann Bell", "Mia Members"]


def test_gallery_shows_a_group_what_is_for_the_group(program, visit, client):
    restriction = restrict(make_coach_page(program, title="Gil Group"), PageViewRestriction.GROUPS)
    group = Group.objects.create(name="Members")
    restriction.groups.add(group)
    member, stranger = UserFactory(), UserFactory()
    member.groups.add(group)

    client.force_login(stranger)
    assert names(visit(program.gallery)) == []
    client.force_login(member)
    assert names(visit(program.gallery)) == ["Gil Group"]
    client.force_login(UserFactory(superuser=True))
    assert names(visit(program.gallery)) == ["Gil Group"]


def test_gallery_shows_what_a_password_has_opened(program, visit, client):
    page = make_coach_page(program, title="Paz Password")
    restriction = restrict(page, PageViewRestriction.PASSWORD, password="sesame")
    assert names(visit(program.gallery)) == []

    session = client.session
    session[PageViewRestriction.passed_view_restrictions_session_key] = [restriction.pk]
    session.save()

    assert names(visit(program.gallery)) == ["Paz Password"]


def test_gallery_for_members_shows_members_everybody(program, visit, client):
    restrict(program.gallery, PageViewRestriction.LOGIN)
    make_coach_page(program, title="Ann Bell")

    assert visit(program.gallery).status_code == 302

    client.force_login(UserFactory())
    assert names(visit(program.gallery)) == ["Ann Bell"]


@pytest.fixture
def many(program, settings):
    """Five coaches, two on a page."""
    own = getattr(settings, "WAGTAIL_COACHING", {})
    settings.WAGTAIL_COACHING = {**own, "COACHES_PER_PAGE": 2}
    return [make_coach_page(program, title=f"Coach {n}", coach=None) for n in range(5)]


def page_of(many, number):
    return [page.title for page in many[2 * (number - 1) : 2 * number]]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 1),
        ("?page=1", 1),
        ("?page=2", 2),
        ("?page=3", 3),
        ("?page=4", 3),
        ("?page=999999999999999999999999", 3),
        ("?page=0", 1),
        ("?page=-1", 1),
        ("?page=two", 1),
        ("?page=1.5", 1),
        ("?page=", 1),
        ("?page=%00", 1),
        ("?page=1&page=2", 2),
    ],
)
def test_gallery_goes_on_page_by_page(program, visit, many, query, number):
    response = visit(program.gallery, f"?sort=name&{query[1:]}")

    assert texts(parse(response), NAMES) == page_of(many, number)
    assert texts(parse(response), ".coaching-pagination__link--current") == [f"Page {number} of 3"]
    assert text_of(parse(response).find(id="coaching-results")) == "5 coaches"


def test_gallery_links_lead_from_page_to_page(program, visit, many):
    soup = parse(visit(program.gallery, "?page=2"))

    assert links(soup, ".coaching-pagination a") == [
        "?page=1",
        "?page=1",
        "?page=2",
        "?page=3",
        "?page=3",
    ]
    assert [a.get("rel") for a in soup.select(".coaching-pagination a[rel]")] == [
        ["prev"],
        ["next"],
    ]
    assert [a["aria-current"] for a in soup.select("[aria-current]")] == ["page"]


def test_gallery_on_one_page_has_no_pagination(program, visit):
    make_coach_page(program)

    assert parse(visit(program.gallery)).select(".coaching-pagination") == []


@override_settings(WAGTAIL_COACHING={"COACHES_PER_PAGE": 2})
@pytest.mark.stock_pages(reason="the setting under test replaces those that name the host's pages")
def test_gallery_page_size_is_a_setting(program, visit):
    for name in ("Ann", "Bob", "Cid"):
        make_coach_page(program, title=name)

    assert names(visit(program.gallery, "?sort=name")) == ["Ann", "Bob"]


def test_gallery_without_coaches_points_to_the_request_page(program, visit):
    soup = parse(visit(program.gallery))

    assert text_of(soup.find(id="coaching-results")) == "No coaches to show"
    assert texts(soup, ".coaching-empty h3") == ["The first coaches will be here soon"]
    assert links(soup, ".coaching-empty a") == [program.request_page.relative_url(program.site)]


def test_gallery_without_coaches_and_request_page(program, visit):
    program.request_page.unpublish()

    soup = parse(visit(program.gallery))

    assert links(soup, ".coaching-empty a") == []


def test_gallery_where_nobody_fits_offers_to_start_again(program, visit):
    make_coach_page(program)

    soup = parse(visit(program.gallery, "?q=nowhere"))

    assert texts(soup, ".coaching-empty h3") == ["Nobody fits this"]
    assert links(soup, ".coaching-empty a") == [
        "?",
        "?",
        program.request_page.relative_url(program.site),
    ]


def test_gallery_in_another_language_names_topics_in_it(program, visit):
    topic = TopicFactory(site=program.site, name="Budgets")
    locale = translate_term(topic, language="es", name="Presupuestos").locale
    make_coach_page(program, title="Ann Bell", coach__topics=[topic])
    gallery = program.gallery.copy_for_translation(locale, copy_parents=True)
    gallery.save_revision().publish()
    translated = type(program.gallery).objects.get(pk=gallery.pk)
    page = program.gallery.get_children().first().specific.copy_for_translation(locale)
    approve_profile(page)
    page.save_revision().publish()

    response = visit(translated, "?topic=presupuestos")

    soup = parse(response)
    assert texts(soup, ".coaching-card .coaching-tag") == ["Presupuestos"]
    assert texts(soup, NAMES) == ["Ann Bell"]
    assert [i["value"] for i in soup.select("input[name=topic]")] == ["presupuestos"]


def test_gallery_introduces_itself(program, visit):
    program.gallery.introduction = "<p>Colleagues who <b>listen</b>.</p>"
    program.gallery.save()

    soup = parse(visit(program.gallery))

    assert (text_of(soup.h1), text_of(soup.select_one(".coaching-lead"))) == (
        "Prairie coaches",
        "Colleagues who listen .",
    )


def test_gallery_of_a_site_without_terms_has_no_boxes(program, visit):
    soup = parse(visit(program.gallery))

    assert soup.select("input[type=checkbox]") == []


def test_gallery_offers_the_terms_of_its_own_site(program_a, program_b, visit):
    for tree in (program_a, program_b):
        topic = TopicFactory(site=tree.site, name=f"{tree.word} topic")
        kind = OrganizationTypeFactory(site=tree.site, name=f"{tree.word} type")
        make_coach_page(tree, coach__topics=[topic], organization_type=kind)

    soup = parse(visit(program_a.gallery))

    assert texts(soup, ".coaching-choice") == [
        "Prairie topic 1",
        "Open to new conversations 1",
        "Prairie type 1",
    ]
