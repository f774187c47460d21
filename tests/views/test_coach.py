"""A coach's profile: what it shows, and what it never does."""

import itertools

import pytest

from tests.factories import (
    CareerStageFactory,
    CoachFactory,
    CredentialFactory,
    OrganizationTypeFactory,
    TopicFactory,
    UserFactory,
    add_page,
    make_coach_page,
    make_image,
    set_settings,
)
from tests.markup import links, parse, text_of, texts

PRIVATE = {
    "coach__person__name": "Ann Private-Name",
    "coach__person__email": "ann.private@mail.example.org",
    "coach__person__phone": "312-555-0199",
    "coach__best_hours": "weekday mornings",
}


def request_link(tree, page):
    return f"{tree.request_page.relative_url(tree.site)}?coach={page.pk}"


@pytest.fixture
def full_profile(program):
    site = program.site
    return make_coach_page(
        program,
        title="Ann Bell",
        pronouns="she/her",
        job_title="City Manager",
        organization="City of Elmhurst",
        organization_type=OrganizationTypeFactory(site=site, name="City"),
        population=46_000,
        us_state="IL",
        region="Fox Valley",
        years_in_local_government=1,
        career_stage=CareerStageFactory(site=site, name="Chief"),
        credentials=[CredentialFactory(site=site, name="ICMA-CM")],
        ask_me_about="Snow plows\nBudgets & taxes",
        biography=[
            ("heading", {"text": "First steps"}),
            ("paragraph", "<p>She began as an <b>intern</b>.</p>"),
            ("quote", {"quote": "Listen first.", "name": "A colleague", "role": ""}),
        ],
        portrait=make_image(),
        coach__topics=[TopicFactory(site=site, name="Hiring")],
        **PRIVATE,
    )


def test_profile_shows_all_there_is(program, full_profile, visit):
    soup = parse(visit(full_profile))

    assert text_of(soup.h1) == "Ann Bell (she/her)"
    assert texts(soup, ".coaching-hero__text > p") == [
        "City Manager",
        "City of Elmhurst",
        "Fox Valley, Illinois",
        "Open to new conversations",
    ]
    assert texts(soup, ".coaching-tag--credential") == ["ICMA-CM"]
    assert texts(soup, ".coaching-tag--large") == ["Hiring"]
    assert texts(soup, ".coaching-ask__text") == ["Snow plows", "Budgets & taxes"]
    assert texts(soup, ".coaching-facts dd") == ["City", "25,000–49,999", "1 year", "Chief"]
    assert texts(soup, ".coaching-body > *") == [
        "First steps",
        "She began as an intern .",
        "Listen first. A colleague",
    ]
    assert soup.select_one(".coaching-portrait img")["alt"] == "Portrait of Ann Bell"
    assert text_of(soup.title) == "Ann Bell | Prairie managers"


def test_profile_headings_follow_one_another(full_profile, visit):
    soup = parse(visit(full_profile))

    levels = [int(heading.name[1]) for heading in soup.find_all(["h1", "h2", "h3", "h4"])]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_profile_links_to_the_request_form_and_the_gallery(program, full_profile, visit):
    soup = parse(visit(full_profile))

    assert links(soup, ".coaching-panel a.coaching-button") == [request_link(program, full_profile)]
    assert text_of(soup.select_one(".coaching-panel a.coaching-button")) == "Ask Ann Bell"
    assert links(soup, ".coaching-back a") == [program.gallery.relative_url(program.site)]


@pytest.mark.parametrize("signed_in", [False, True])
def test_profile_never_shows_how_to_reach_the_coach(
    program, full_profile, visit, client, signed_in
):
    if signed_in:
        client.force_login(UserFactory(superuser=True))

    html = visit(full_profile).content.decode()

    for value in (*PRIVATE.values(), "private@", "mail.example.org", "555-0199", "5550199"):
        assert value not in html


def test_profile_with_no_more_than_a_name(program, visit):
    page = make_coach_page(program, title="Ann Bell", coach=None)

    soup = parse(visit(page))

    assert text_of(soup.select_one(".coaching-portrait")) == "AB"
    assert links(soup, ".coaching-panel a") == [program.gallery.relative_url(program.site)]
    assert texts(soup, "h2") == ["Not taking requests now"]
    assert soup.select(".coaching-tag, .coaching-facts, .coaching-ask, .coaching-body") == []


def test_profile_of_a_coach_without_topics(program, visit):
    soup = parse(visit(make_coach_page(program, title="Ann Bell")))

    assert texts(soup, "h2") == ["Start a conversation"]


@pytest.mark.parametrize("trait", ["full", "ended", "hidden", "left"])
def test_profile_of_a_coach_who_takes_no_requests(program, visit, trait):
    coach = CoachFactory(site=program.site, **{trait: True})
    page = make_coach_page(program, title="Ann Bell", coach=coach)

    soup = parse(visit(page))

    panel = soup.select_one(".coaching-panel")
    assert text_of(panel.p) == (
        "Ann Bell is not taking new requests at the moment. "
        "Other coaches would be glad to hear from you."
    )
    assert links(panel, "a") == [program.gallery.relative_url(program.site)]
    assert "?coach=" not in str(soup)


def test_profile_of_a_coach_on_a_break(program, visit):
    page = make_coach_page(program, title="Ann Bell", coach__paused_until="2100-03-04")

    soup = parse(visit(page))

    assert text_of(soup.select_one(".coaching-panel p")) == (
        "Ann Bell is taking a break and is back on March 4, 2100. "
        "Other coaches would be glad to hear from you."
    )
    assert "?coach=" not in str(soup)


def test_profile_without_a_request_page_names_whom_to_ask(program, visit):
    page = make_coach_page(program)
    program.request_page.unpublish()

    assert "Ask your association to introduce you." in text_of(parse(visit(page)).main)

    set_settings(program.site, contact_email="office@example.org", contact_name="Olive Office")
    soup = parse(visit(page))
    assert links(soup, ".coaching-panel a") == ["mailto:office@example.org"]
    assert "?coach=" not in str(soup)


def test_profile_outside_of_a_program_works(program, visit):
    gallery = add_page(program.home, "GALLERY_PAGE_MODEL", title="Lonely gallery")
    page = make_coach_page(program, parent=gallery, title="Ann Bell")

    assert text_of(parse(visit(page)).h1) == "Ann Bell"
    assert texts(parse(visit(gallery)), ".coaching-card__name") == ["Ann Bell"]


def test_profile_of_a_suspended_coach_is_not_found(program, visit):
    coach = CoachFactory(site=program.site, suspended=True)

    assert visit(make_coach_page(program, coach=coach)).status_code == 404


def test_profile_that_is_a_draft_is_not_found(program, visit):
    assert visit(make_coach_page(program, live=False)).status_code == 404


def test_profile_escapes_what_coaches_write(program, visit):
    page = make_coach_page(
        program,
        title="<script>alert(1)</script>",
        job_title="<b>x</b>",
        ask_me_about="<img src=x>",
        pronouns="<i>",
    )

    soup = parse(visit(page))

    assert soup.main.select("script, b, i, img") == []
    assert texts(soup, ".coaching-ask__text") == ["<img src=x>"]


@pytest.mark.parametrize("count", [1, 3])
def test_profile_takes_a_fixed_number_of_queries(
    program, revisit, count, django_assert_num_queries
):
    topics = TopicFactory.create_batch(count, site=program.site)
    credentials = CredentialFactory.create_batch(count, site=program.site)
    page = make_coach_page(
        program, portrait=make_image(), coach__topics=topics, credentials=credentials
    )
    get_again = revisit(page)

    with django_assert_num_queries(17):
        get_again()
