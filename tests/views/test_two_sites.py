"""Two associations in one Wagtail: nothing of one shows on the other."""

import re
from urllib.parse import urljoin, urlsplit

import pytest

from tests.content import populate
from tests.factories import CoachRequestFactory
from tests.markup import links, parse

SKIPPED = ("/static/", "/media/", "/admin/", "/documents/")


@pytest.fixture
def filled(program_a, program_b):
    for tree in (program_a, program_b):
        CoachRequestFactory(site=tree.site, name=f"Secret {tree.word}")
    return {"a": populate(program_a), "b": populate(program_b)}


def crawl(client, site, start):
    """Return what every page says that links lead to from ``start``, by address."""
    found, waiting = {}, [start]
    while waiting:
        url = waiting.pop()
        if url in found:
            continue
        response = client.get(url, headers={"host": site.hostname})
        assert response.status_code == 200, url
        found[url] = response.content.decode()
        if not response["Content-Type"].startswith("text/html"):
            continue
        for href in links(parse(response), "a[href]"):
            target = urlsplit(urljoin(url, href))
            inside = not target.scheme or target.hostname == site.hostname
            if inside and target.path and not target.path.startswith(SKIPPED):
                waiting.append(target._replace(scheme="", netloc="", fragment="").geturl())
    return found


@pytest.mark.parametrize(("here", "there"), [("a", "b"), ("b", "a")])
def test_no_page_of_one_site_says_a_word_of_the_other(filled, client, here, there):
    tree, other = filled[here].tree, filled[there].tree

    said = crawl(client, tree.site, tree.program.relative_url(tree.site))

    # Every page was reached; so were calendar files and the form to a coach.
    expected = {page.relative_url(tree.site) for page in filled[here].pages} - {"/"}
    assert expected <= set(said)
    assert [url for url in said if url.endswith(".ics")]
    assert [url for url in said if "?coach=" in url]
    for url, text in said.items():
        assert re.search(other.word, text, re.IGNORECASE) is None, url
        if not url.endswith(".ics"):
            assert tree.word in text, url


@pytest.mark.parametrize(("here", "there"), [("a", "b"), ("b", "a")])
def test_no_query_reaches_over_to_the_other_site(filled, client, here, there):
    tree, other = filled[here].tree, filled[there].tree
    topic = f"{other.word.lower()}-topic-0"
    gallery, form = (page.relative_url(tree.site) for page in (tree.gallery, tree.request_page))
    coach = filled[there].coach_pages[0].pk

    for url in (
        f"{gallery}?topic={topic}",
        f"{gallery}?organization_type={other.word.lower()}-type-1",
        f"{gallery}?page=99",
        f"{form}?coach={coach}",
        f"{form}thanks/?coach={coach}",
    ):
        response = client.get(url, headers={"host": tree.site.hostname})
        assert response.status_code == 200
        assert re.search(other.word, response.content.decode(), re.IGNORECASE) is None, url

    response = client.get(f"{gallery}?q={other.word}", headers={"host": tree.site.hostname})
    assert parse(response).select(".coaching-card") == []


def test_addresses_of_one_site_are_not_found_on_the_other(filled, client):
    site_b = filled["b"].tree.site
    addresses = [page.slug for page in filled["a"].coach_pages]

    for slug in addresses:
        url = f"{filled['b'].tree.gallery.relative_url(site_b)}{slug}/"
        assert client.get(url, headers={"host": site_b.hostname}).status_code == 404


def test_host_name_of_no_site_gets_the_default_site(filled, client):
    tree = filled["a"].tree

    response = client.get(
        tree.gallery.relative_url(tree.site), headers={"host": "unknown.example.org"}
    )

    assert "Prairie" in response.content.decode()
    assert "Coast" not in response.content.decode()
