"""How the pages of a program find one another, wherever the program stands."""

import pytest
from wagtail.models import Locale

from tests.content import populate
from tests.factories import add_page, approve_profile, make_coach_page, make_host_page
from tests.markup import parse, text_of, texts
from wagtail_coaching.models import CoachPageMixin
from wagtail_coaching.views.sections import section_page, site_of


@pytest.mark.django_db
def test_section_page_without_a_program():
    assert section_page(None, "REQUEST_PAGE_MODEL") is None


def test_section_page_is_the_first_live_one(program):
    second = add_page(program.program, "FAQ_PAGE_MODEL", title="Second")

    assert section_page(program.program, "FAQ_PAGE_MODEL") == program.faq
    program.faq.unpublish()
    assert section_page(program.program, "FAQ_PAGE_MODEL") == second


def test_section_page_of_another_program_is_none_of_ours(program_a, program_b):
    program_a.request_page.delete()

    assert section_page(program_a.program, "REQUEST_PAGE_MODEL") is None
    assert section_page(program_b.program, "REQUEST_PAGE_MODEL") == program_b.request_page


def test_site_of_is_the_one_visited(program_a, program_b, rf):
    request = rf.get("/", headers={"host": program_b.site.hostname})

    assert site_of(program_a.program, request) == program_b.site


def test_site_of_a_page_seen_from_no_site_is_its_own(program_b, rf):
    type(program_b.site).objects.filter(is_default_site=True).update(is_default_site=False)
    request = rf.get("/", headers={"host": "unknown.example.org"})

    assert site_of(program_b.program, request) == program_b.site


def test_program_may_be_the_front_page_of_its_site(program, client):
    filled = populate(program)
    program.site.root_page_id = program.program.pk
    program.site.save()
    site = type(program.site).objects.get(pk=program.site.pk)

    for stale in filled.pages[1:]:
        page = type(stale).objects.get(pk=stale.pk)
        url = page.relative_url(site)
        response = client.get(url, headers={"host": site.hostname})
        assert text_of(parse(response).h1).startswith(page.title), url
        assert url == ("/" if page == program.program else f"/{url.strip('/')}/")


def test_program_may_stand_deep_in_the_tree(program, visit):
    deep = make_host_page(make_host_page(program.home, title="Members"), title="Services")
    page = make_coach_page(program, title="Ann Bell")
    type(program.program).objects.get(pk=program.program.pk).move(deep, pos="last-child")
    moved = type(page).objects.get(pk=page.pk)

    soup = parse(visit(moved))

    assert soup.select_one("a[href*='?coach=']")["href"].endswith(f"/ask/?coach={page.pk}")


@pytest.fixture
def spanish(program):
    """Every page of a filled program in Spanish, published."""
    filled = populate(program)
    locale = Locale.objects.create(language_code="es")
    made = []
    for page in filled.pages:
        translation = page.copy_for_translation(locale)
        translation.title = f"ES {page.title}"
        if isinstance(translation, CoachPageMixin):
            approve_profile(translation)
        translation.save_revision().publish()
        made.append(type(page).objects.get(pk=translation.pk))
    return made


def test_every_page_shows_in_another_language(program, spanish, visit):
    for page in spanish[1:]:
        soup = parse(visit(page))
        assert soup.html["lang"] == "es"
        assert text_of(soup.h1).startswith(page.title)
        for body in soup.select(".coaching-body"):
            body.decompose()  # Editors chose the links in it.
        inside = [a["href"] for a in soup.select("main a[href^='/coaching-program']")]
        assert inside == [], page


def test_sections_of_another_language_are_their_own(program, spanish, visit):
    soup = parse(visit(spanish[1]))

    *others, faq = [f"ES {page.title}" for page in program.sections]
    assert texts(soup, ".coaching-entry h2") == [*others, "ES Volunteer for Prairie", faq]
    assert {name[:3] for name in texts(soup, ".coaching-webinar h3")} == {"ES "}
    featured = soup.select_one("[aria-labelledby=coaching-featured]")
    assert {name[:3] for name in texts(featured, "h3")} == {"ES "}
