"""The Atom feed of new coaches (RFC 4287): what anybody may see."""

import datetime
import xml.etree.ElementTree as ET

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from tests.factories import (
    TopicFactory,
    UserFactory,
    make_coach_page,
    page_class,
    translate_term,
)
from tests.markup import links, parse

ATOM = "{http://www.w3.org/2005/Atom}"
DAY = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def feed(client):
    def get(gallery, *, status=200):
        site = gallery.get_site()
        url = reverse("wagtail_coaching:gallery_feed", args=[gallery.pk])
        response = client.get(url, headers={"host": site.hostname})
        assert response.status_code == status
        return ET.fromstring(response.content) if status == 200 else None  # noqa: S314

    return get


def joined(program, title, days, **fields):
    moment = DAY + datetime.timedelta(days=days)
    page = make_coach_page(program, title=title, **fields)
    page.first_published_at = page.last_published_at = moment
    page.save()
    return page


def titles(root):
    return [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]


def test_feed_tells_of_the_newest_coaches_first(program, feed):
    for title, days in (("Ann", 1), ("Bob", 3), ("Cid", 2)):
        joined(program, title, days)

    assert titles(feed(program.gallery)) == ["Bob", "Cid", "Ann"]


def test_feed_entry_says_what_a_card_says(program, feed):
    topic = TopicFactory(site=program.site, name="Budgets & more")
    page = joined(
        program,
        "Ann Bell",
        1,
        job_title="City Manager",
        organization="<Elmhurst>",
        region="Fox Valley",
        us_state="IL",
        coach__topics=[topic],
    )

    root = feed(program.gallery)

    (entry,) = root.iter(f"{ATOM}entry")
    assert entry.find(f"{ATOM}link").get("href") == page.full_url
    assert entry.findtext(f"{ATOM}updated") == "2026-03-02T12:00:00+00:00"
    assert entry.findtext(f"{ATOM}summary") == (
        "<p>City Manager, &lt;Elmhurst&gt;</p><p>Fox Valley, Illinois</p><p>Budgets &amp; more</p>"
    )
    assert [c.get("term") for c in entry.iter(f"{ATOM}category")] == ["Budgets & more"]
    assert root.findtext(f"{ATOM}title").startswith("Prairie coaches")
    assert root.findtext(f"{ATOM}updated") == "2026-03-02T12:00:00+00:00"


def test_feed_says_nothing_of_how_to_reach_anybody(program, feed, client):
    joined(
        program, "Ann", 1, coach__email_visibility="everyone", coach__phone_visibility="everyone"
    )

    root = feed(program.gallery)

    text = ET.tostring(root, encoding="unicode")
    person = page_class("COACH_PAGE_MODEL").objects.get().coach.person
    assert person.email not in text
    assert person.phone not in text


def test_feed_leaves_out_what_only_some_may_see_whoever_asks(program, feed, client):
    joined(program, "Ann", 1)
    PageViewRestriction.objects.create(
        page=joined(program, "Mia Members", 2), restriction_type=PageViewRestriction.LOGIN
    )
    client.force_login(UserFactory(superuser=True))

    assert titles(feed(program.gallery)) == ["Ann"]


def test_feed_of_a_gallery_for_members_is_not_there(program, feed, visit, client):
    make_coach_page(program)
    PageViewRestriction.objects.create(
        page=program.program, restriction_type=PageViewRestriction.LOGIN
    )
    client.force_login(UserFactory())

    feed(program.gallery, status=404)
    assert links(parse(visit(program.gallery)), "a[href$='.atom'], link[href$='.atom']") == []


def test_gallery_names_its_feed(program, visit):
    soup = parse(visit(program.gallery))

    url = reverse("wagtail_coaching:gallery_feed", args=[program.gallery.pk])
    assert links(soup, "head link[rel=alternate][type='application/atom+xml']") == [url]
    assert links(soup, ".coaching-gallery__feed a") == [url]


def test_feed_of_another_site_or_of_no_gallery_is_not_there(program, program_b, client):
    for key in (program_b.gallery.pk, program.program.pk, 10**8, "x", "9" * 40):
        url = reverse("wagtail_coaching:gallery_feed", args=[key])
        assert client.get(url, headers={"host": program.site.hostname}).status_code == 404

    program.gallery.unpublish()
    url = reverse("wagtail_coaching:gallery_feed", args=[program.gallery.pk])
    assert client.get(url, headers={"host": program.site.hostname}).status_code == 404


def test_feed_is_in_the_language_of_its_gallery(program, feed):
    topic = TopicFactory(site=program.site, name="Budgets")
    locale = translate_term(topic, language="es", name="Presupuestos").locale
    gallery = program.gallery.copy_for_translation(locale, copy_parents=True)
    gallery.save_revision().publish()
    page = make_coach_page(program, title="Ann", coach__topics=[topic])
    joined(program, "Ana", 1, parent=gallery, coach=page.coach, locale=locale)

    root = feed(gallery)

    assert titles(root) == ["Ana"]
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "es"
    assert [c.get("term") for c in root.iter(f"{ATOM}category")] == ["Presupuestos"]


def test_empty_feed(program, feed):
    assert titles(feed(program.gallery)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_feed_takes_a_fixed_number_of_queries(program, feed, count, django_assert_num_queries):
    topics = [TopicFactory(site=program.site) for _ in range(2)]
    for n in range(count):
        joined(program, f"Coach {n}", n, coach__topics=topics)
    feed(program.gallery)

    with django_assert_num_queries(11):
        feed(program.gallery)
