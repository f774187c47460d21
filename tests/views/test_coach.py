"""A coach's profile: what it shows, and what it never does."""

import datetime
import itertools
import json

import pytest
from wagtail.models import Locale, PageViewRestriction

from tests.factories import (
    CareerStageFactory,
    CoachFactory,
    CoachRequestFactory,
    CredentialFactory,
    FormatFactory,
    LanguageFactory,
    OrganizationTypeFactory,
    RoleFactory,
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
    "coach__person__phone": "(312) 555-0199",
}
TODAY = datetime.date(2027, 5, 12)
NOON = datetime.datetime(2027, 5, 12, 17, tzinfo=datetime.UTC)


def request_link(tree, page):
    return f"{tree.request_page.relative_url(tree.site)}?coach={page.pk}"


@pytest.fixture
def full_profile(program):
    site = program.site
    return make_coach_page(
        program,
        title="Ann Bell",
        preferred_name="Annie",
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
        roles=[
            RoleFactory(site=site, name="Mentor", description="Passes on what the job taught."),
            RoleFactory(site=site, name="Catalyst"),
        ],
        coach__topics=[TopicFactory(site=site, name="Hiring")],
        coach__languages=[
            LanguageFactory(site=site, name="English"),
            LanguageFactory(site=site, name="Spanish"),
        ],
        coach__formats=[FormatFactory(site=site, name="By phone")],
        coach__best_hours="Weekday mornings",
        coach__person__time_zone="America/Denver",
        coach__capacity=3,
        coach__accepting_until=datetime.date(2100, 6, 30),
        coach__last_confirmed_on=datetime.date(2026, 3, 4),
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
        "Confirmed March 2026",
    ]
    assert texts(soup, ".coaching-tag--credential") == ["ICMA-CM"]
    assert texts(soup, ".coaching-tag--large") == ["Hiring"]
    assert texts(soup, ".coaching-ask__text") == ["Snow plows", "Budgets & taxes"]
    assert texts(soup, ".coaching-tag--role") == ["Mentor", "Catalyst"]
    assert texts(soup, ".coaching-glossary__item") == ["Mentor Passes on what the job taught."]
    assert texts(soup, ".coaching-facts dd") == [
        "City",
        "25,000–49,999",
        "1 year",
        "Chief",
        "English, Spanish",
        "By phone",
        "Phone (recommended)",
        "Weekday mornings (Mountain Time)",
    ]
    assert text_of(soup.select_one(".coaching-places")) == (
        "3 of 3 places open New requests until June 30, 2100"
    )
    assert texts(soup, ".coaching-profile__foot p") == ["Report a concern"]
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
    assert text_of(soup.select_one(".coaching-panel a.coaching-button")) == "Ask Annie"
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

    assert texts(soup, "h2") == ["Start a conversation", "At a glance"]


@pytest.mark.parametrize("trait", ["full", "ended"])
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

    assert soup.main.select("b, i, img, script:not([type='application/ld+json'])") == []
    assert texts(soup, ".coaching-ask__text") == ["<img src=x>"]


def test_profile_counts_the_places_that_are_taken(program, visit):
    page = make_coach_page(program, title="Ann Bell", coach__capacity=3)
    for state in ("introduced", "ended", "new"):
        CoachRequestFactory(site=program.site, coach=page.coach, state=state)

    soup = parse(visit(page))

    assert text_of(soup.select_one(".coaching-places")) == "2 of 3 places open"


def test_profile_of_a_coach_without_an_open_place(program, visit):
    page = make_coach_page(program, title="Ann Bell", coach__capacity=1)
    CoachRequestFactory(site=program.site, coach=page.coach, state="introduced")

    soup = parse(visit(page))

    assert text_of(soup.select_one(".coaching-panel")) == (
        "All places are taken Ann Bell has no place open at the moment. "
        "Other coaches would be glad to hear from you. Find another coach"
    )
    assert "?coach=" not in str(soup)


@pytest.mark.parametrize(
    ("days", "shown"), [(-1, []), (0, ["ICMA-CM"]), (1, ["ICMA-CM"]), (None, ["ICMA-CM"])]
)
def test_profile_shows_credentials_that_hold_today(program, visit, time_machine, days, shown):
    time_machine.move_to(NOON, tick=False)
    day = TODAY + datetime.timedelta(days=days) if days is not None else None
    credential = CredentialFactory(site=program.site, name="ICMA-CM")
    page = make_coach_page(program, credentials=[(credential, day)])

    soup = parse(visit(page))

    assert texts(soup, ".coaching-tag--credential") == shown
    assert ("ICMA-CM" in str(soup)) == bool(shown)


def test_profile_of_a_senior_advisor_offers_an_introduction(program, visit):
    advisor = RoleFactory(site=program.site, name="Senior Advisor", makes_introductions=True)
    page = make_coach_page(program, title="Ann Bell", roles=[advisor])

    soup = parse(visit(page))

    form = program.request_page.relative_url(program.site)
    assert links(soup, ".coaching-panel a.coaching-button") == [
        f"{form}?coach={page.pk}",
        f"{form}?advisor={page.pk}",
    ]


def test_profile_shows_terms_in_the_language_of_the_page(program, visit):
    french = Locale.objects.create(language_code="fr")
    topic = TopicFactory(site=program.site, name="Hiring")
    role = RoleFactory(site=program.site, name="Mentor")
    for term, name in ((topic, "Recruter"), (role, "Mentore")):
        translated = term.copy_for_translation(french)
        translated.name = name
        translated.save()
    only_english = TopicFactory(site=program.site, name="Budgets")
    page = make_coach_page(program, roles=[role], coach__topics=[topic, only_english])
    type(page).objects.filter(pk=page.pk).update(locale=french)

    soup = parse(visit(page))

    assert texts(soup, ".coaching-tag--large") == ["Recruter", "Budgets"]
    assert texts(soup, ".coaching-tag--role") == ["Mentore"]


def test_profile_of_somebody_busy_shows_similar_coaches_with_time(program, visit):
    topics = TopicFactory.create_batch(3, site=program.site)
    busy = make_coach_page(
        program, coach__topics=topics, coach__paused_until=datetime.date(2100, 1, 1)
    )
    make_coach_page(program, title="Nearest", coach__topics=topics)
    make_coach_page(program, title="Also paused", coach__topics=topics, coach__capacity=0)
    make_coach_page(program, title="Less near", coach__topics=topics[:1])
    make_coach_page(program, title="Draft", coach__topics=topics, live=False)

    soup = parse(visit(busy))

    assert texts(soup, ".coaching-card__name") == ["Nearest", "Less near"]
    assert (
        parse(visit(make_coach_page(program, coach__topics=topics))).select(".coaching-card") == []
    )


def test_similar_coaches_that_the_visitor_may_not_see_are_left_out(program, visit):
    topics = [TopicFactory(site=program.site)]
    busy = make_coach_page(program, coach__topics=topics, coach__capacity=0)
    hidden = make_coach_page(program, title="For members", coach__topics=topics)
    PageViewRestriction.objects.create(page_id=hidden.pk, restriction_type="login")

    assert "For members" not in visit(busy).content.decode()


@pytest.mark.parametrize("where", ["page", "gallery", "program", "home"])
def test_restricted_profile_asks_who_it_is(program, visit, client, where):
    page = make_coach_page(program, title="Ann Bell")
    restricted = {
        "page": page,
        "gallery": program.gallery,
        "program": program.program,
        "home": program.home,
    }[where]
    PageViewRestriction.objects.create(page_id=restricted.pk, restriction_type="login")

    assert visit(page).status_code == 302

    client.force_login(UserFactory())
    assert text_of(parse(visit(page)).h1) == "Ann Bell"


def test_alias_of_a_restricted_profile_asks_who_it_is(program, visit):
    page = make_coach_page(program, title="Ann Bell", live=True)
    gallery = add_page(program.program, "GALLERY_PAGE_MODEL", title="Other gallery")
    alias = page.create_alias(parent=gallery, update_slug="alias")
    PageViewRestriction.objects.create(page_id=page.pk, restriction_type="login")

    type(page).objects.filter(pk=alias.pk).update(live=True)  # as where nobody is vetted

    assert visit(page).status_code == 302
    assert visit(alias.specific).status_code == 302


def test_profile_in_a_gallery_that_is_an_alias_asks_as_its_source_does(program, visit):
    make_coach_page(program, title="Ann Bell")
    alias = program.gallery.create_alias(update_slug="alias", recursive=True)
    PageViewRestriction.objects.create(page_id=program.gallery.pk, restriction_type="login")

    (profile,) = alias.get_children().specific()
    type(profile).objects.filter(pk=profile.pk).update(live=True)  # as where nobody is vetted

    assert visit(profile).status_code == 302


def test_preview_of_a_draft_shows_what_is_not_saved(program, rf):
    mentor = RoleFactory(site=program.site, name="Mentor")
    credential = CredentialFactory(site=program.site, name="ICMA-CM")
    page = make_coach_page(program, title="Ann Bell", live=False)
    page.roles.set([mentor])
    page.credentials = [type(page).credentials.rel.related_model(credential=credential)]

    response = page.make_preview_request(preview_mode="")

    soup = parse(response.render() if not response.is_rendered else response)
    assert texts(soup, ".coaching-tag--role, .coaching-tag--credential") == ["Mentor", "ICMA-CM"]


def test_structured_data_says_who_it_is(program, full_profile, visit):
    soup = parse(visit(full_profile))

    (script,) = soup.select('script[type="application/ld+json"]')
    data = json.loads(script.string)
    url = f"http://{program.site.hostname}{full_profile.relative_url(program.site)}"
    assert data.pop("image").startswith(f"http://{program.site.hostname}/")
    assert data == {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": "Ann Bell",
        "alternateName": "Annie",
        "url": url,
        "jobTitle": "City Manager",
        "worksFor": {"@type": "Organization", "name": "City of Elmhurst"},
        "workLocation": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressRegion": "IL",
                "addressCountry": "US",
            },
        },
        "knowsAbout": ["Hiring"],
        "knowsLanguage": ["English", "Spanish"],
        "hasCredential": [{"@type": "EducationalOccupationalCredential", "name": "ICMA-CM"}],
    }


def test_structured_data_cannot_end_its_script(program, visit):
    title = "</script><script>alert(1)</script> & <!--"
    page = make_coach_page(program, title=title)

    soup = parse(visit(page))

    (script,) = soup.select("article script")
    assert json.loads(script.string)["name"] == title


def test_profile_describes_itself_where_editors_do_not(program, full_profile, visit):
    soup = parse(visit(full_profile))

    assert soup.select_one('meta[name="description"]')["content"] == (
        "Ann Bell, City Manager, City of Elmhurst, Fox Valley, Illinois. Coaches on: Hiring."
    )


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("is_busy", [False, True])
def test_profile_takes_a_fixed_number_of_queries(
    program, revisit, count, is_busy, django_assert_max_num_queries
):
    site = program.site
    topics = TopicFactory.create_batch(count, site=site)
    page = make_coach_page(
        program,
        portrait=make_image(),
        organization_type=OrganizationTypeFactory(site=site),
        career_stage=CareerStageFactory(site=site),
        credentials=CredentialFactory.create_batch(count, site=site),
        roles=RoleFactory.create_batch(count, site=site),
        coach__topics=topics,
        coach__languages=LanguageFactory.create_batch(count, site=site),
        coach__formats=FormatFactory.create_batch(count, site=site),
        coach__best_hours="mornings",
        coach__phone_visibility="everyone",
        coach__capacity=0 if is_busy else 2,
    )
    for _ in range(count):
        make_coach_page(program, portrait=make_image(), coach__topics=topics)
    get_again = revisit(page)

    # Six are Wagtail's, which asks for the site, the language, and each page on the way.
    with django_assert_max_num_queries(11 if is_busy else 9):
        response = get_again()

    assert len(parse(response).select(".coaching-card img")) == (count if is_busy else 0)
