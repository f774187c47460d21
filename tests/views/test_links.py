"""The pages behind personal links: what kills a link looks alike, and nothing leaks."""

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import timezone
from wagtail.models import Site

from tests.factories import (
    CoachFactory,
    CoachRequestFactory,
    PersonFactory,
    make_image,
    set_settings,
)
from tests.markup import links as hrefs
from tests.markup import parse, text_of
from tests.posting import answer_link, link_path, open_link
from wagtail_coaching.enums import RequestState
from wagtail_coaching.models import CoachRequest, Link, Message, Person
from wagtail_coaching.services import links, throttle
from wagtail_coaching.services.person import OWN_PAGE
from wagtail_coaching.services.request import PROOF_LIFETIME, REQUEST_PROOF
from wagtail_coaching.views.links import link_page

HEADERS = {
    "Referrer-Policy": "strict-origin",
    "Cache-Control": "no-store, private",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Frame-Options": "DENY",
}


@pytest.fixture
def asked(site_a):
    person = PersonFactory(site=site_a, email="lee@example.org")
    return CoachRequestFactory(
        site=site_a, person=person, email="lee@example.org", state=RequestState.UNPROVEN
    )


@pytest.fixture
def proof(asked):
    return links.issue(purpose=REQUEST_PROOF, person=asked.person, subject=asked)


def headers_of(response):
    return {name: response.get(name) for name in HEADERS}


def test_link_shows_what_it_is_about_and_changes_nothing(client, asked, proof):
    before = (list(CoachRequest.objects.values()), list(Link.objects.values()))

    for method in (client.get, client.head, client.get):
        response = method(link_path(proof), headers={"host": proof.site.hostname})
        assert response.status_code == 200

    soup = parse(response)
    assert text_of(soup.h1) == "Was this you?"
    assert asked.message in text_of(soup.main)
    assert (list(CoachRequest.objects.values()), list(Link.objects.values())) == before
    assert not Message.objects.exists()


def test_link_page_has_the_headers_of_a_private_page(client, proof):
    assert headers_of(open_link(client, proof)) == HEADERS


def test_link_page_loads_nothing_from_elsewhere_and_no_script(client, proof):
    set_settings(proof.site, association_logo=make_image(), contact_email="office@example.org")

    soup = parse(open_link(client, proof))

    assert soup.find_all(["script", "iframe"]) == []
    sources = [*(tag["src"] for tag in soup.select("[src]")), *hrefs(soup, "link[href]")]
    assert [source for source in sources if not source.startswith("/")] == []
    assert soup.select_one("meta[name=robots]")["content"] == "noindex, nofollow, noarchive"
    # Nothing on the page repeats the key.
    assert proof.key not in soup.decode()


def test_post_decides_and_leads_to_an_address_without_a_key(client, asked, proof):
    response = answer_link(client, proof, "confirm")

    assert (response.status_code, response["Location"]) == (
        302,
        "/coaching/link-done/request-confirmed/",
    )
    assert headers_of(response) == HEADERS
    assert CoachRequest.objects.get().state == RequestState.NEW
    done = client.get(response["Location"], headers={"host": proof.site.hostname})
    assert text_of(parse(done).h1) == "Thank you. Your request is with us."


def test_post_that_says_it_was_not_me_deletes_the_request(client, asked, proof):
    response = answer_link(client, proof, "discard")

    assert response["Location"] == "/coaching/link-done/request-discarded/"
    assert not CoachRequest.objects.exists()
    assert not Person.objects.exists()


@pytest.mark.parametrize("action", ["", "x", "confirm\0", "\u202econfirm", "🔑", "c" * 10_000])
def test_post_of_nonsense_changes_nothing(client, proof, action):
    response = answer_link(client, proof, action)

    assert (response.status_code, headers_of(response)) == (400, HEADERS)
    assert CoachRequest.objects.get().state == RequestState.UNPROVEN


def test_second_click_on_the_button_is_a_dead_link(client, proof):
    answer_link(client, proof, "confirm")
    count = Message.objects.count()

    response = answer_link(client, proof, "confirm")

    assert response.status_code == 404
    assert Message.objects.count() == count


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_refused(client, proof, method):
    response = getattr(client, method)(link_path(proof), headers={"host": proof.site.hostname})

    assert (response.status_code, headers_of(response)) == (405, HEADERS)
    assert CoachRequest.objects.exists()


def kill(how, link, site_b):
    """Return the path of a link that is dead by the cause that is named."""
    token = links.token_for(key=link.key)
    base = "/coaching/link/"
    if how == "guessed":
        return f"{base}{'x' * 22}:{'y' * 43}/"
    if how == "guessed badly":
        return f"{base}abc/"
    if how == "tampered":
        return f"{base}{token[:-1]}{'A' if token[-1] != 'A' else 'B'}/"
    if how == "signed guess":
        return f"{base}{links.token_for(key='x' * 22)}/"
    if how == "nul":
        return f"{base}{token}%00/"
    if how == "bidi":
        return f"{base}%E2%80%AE{token}/"
    if how == "emoji":
        return f"{base}%F0%9F%94%91/"
    if how == "broken encoding":
        return f"{base}%FF%FE/"
    if how == "10,000 characters":
        return f"{base}{'x' * 10_000}/"
    changes = {
        "run out": {"expires_at": timezone.now()},
        "revoked": {"revoked_at": timezone.now()},
        "used": {"used_at": timezone.now()},
        "no purpose": {"purpose": "gone"},
        "other site": {"site": site_b},
        "other address": {"email": "other@example.org"},
        "moved on": {"subject_state": "new"},
        "subject gone": {"subject_id": "0"},
    }
    Link.objects.filter(pk=link.pk).update(**changes[how])
    return f"{base}{token}/"


CAUSES = [
    "guessed",
    "guessed badly",
    "tampered",
    "signed guess",
    "nul",
    "bidi",
    "emoji",
    "broken encoding",
    "10,000 characters",
    "run out",
    "revoked",
    "used",
    "no purpose",
    "other site",
    "other address",
    "moved on",
    "subject gone",
]


def answer_of(response):
    """Return all that a stranger gets."""
    return response.status_code, dict(response.items()), response.content, response.cookies.output()


@pytest.mark.parametrize("how", CAUSES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_dead_links_look_alike_whatever_killed_them(client, proof, site_b, how, method):
    host = {"host": proof.site.hostname}
    nobodys = Client().get("/coaching/link/nobodys/", headers=host)
    path_ = kill(how, proof, site_b)

    response = getattr(client, method)(path_, headers=host)

    assert answer_of(response) == answer_of(nobodys)
    assert response.status_code == 404
    assert headers_of(response) == HEADERS


def test_dead_link_says_what_to_do(client, site_a):
    response = client.get("/coaching/link/x/", headers={"host": site_a.hostname})

    response.status_code = 200
    soup = parse(response)
    assert text_of(soup.h1) == "This link does not work"
    assert hrefs(soup, ".coaching-actions a") == ["/coaching/my-link/"]


def test_dead_link_on_a_host_whose_pages_all_have_their_language_in_the_address(client, site_a):
    """LocaleMiddleware sends a 404 on to such an address where Wagtail might answer it."""
    with override_settings(ROOT_URLCONF="tests.views.urls_all_with_language"):
        responses = [
            client.get(f"/coaching/link/{token}/", headers={"host": site_a.hostname})
            for token in ("nobodys", "x:y")
        ]

    assert [response.status_code for response in responses] == [404, 404]
    assert responses[0].content == responses[1].content


def test_who_opens_too_many_dead_links_is_stopped(client, proof, monkeypatch):
    monkeypatch.setitem(throttle.LIMITS, "link", throttle.Limits(0, 3, 300))
    host = {"host": proof.site.hostname}

    def get(path_, address):
        return client.get(path_, headers=host, REMOTE_ADDR=address).status_code

    dead = "/coaching/link/guess/"
    assert [get(dead, "8.8.8.8") for _ in range(5)] == [404, 404, 404, 429, 429]
    # Whoever guesses is not told any more when a guess is right; nobody else notices.
    assert get(link_path(proof), "8.8.8.8") == 429
    assert get(link_path(proof), "9.9.9.9") == 200
    assert get(dead, "9.9.9.9") == 404
    cache.clear()
    assert get(link_path(proof), "8.8.8.8") == 200


def test_throttled_page_is_private_too(client, site_a, monkeypatch):
    monkeypatch.setitem(throttle.LIMITS, "link", throttle.Limits(0, 1, 300))
    for _ in range(2):
        response = client.get(
            "/coaching/link/x/", headers={"host": site_a.hostname}, REMOTE_ADDR="8.8.8.8"
        )

    assert (response.status_code, headers_of(response)) == (429, HEADERS)
    assert b"too many tries" in response.content


def test_links_that_work_are_never_counted(client, proof, monkeypatch):
    monkeypatch.setitem(throttle.LIMITS, "link", throttle.Limits(0, 1, 1))

    for _ in range(5):
        response = client.get(
            link_path(proof), headers={"host": proof.site.hostname}, REMOTE_ADDR="8.8.8.8"
        )
        assert response.status_code == 200


def test_link_page_speaks_the_persons_language(client, asked, proof):
    Person.objects.update(language="es")

    response = open_link(client, proof)

    assert parse(response).html["lang"] == "es"
    assert response["Content-Language"] == "es"


@pytest.mark.parametrize("language", ["", "xx", "zz-nowhere", "\u202e"])
def test_link_page_for_somebody_whose_language_we_do_not_speak(client, asked, proof, language):
    Person.objects.update(language=language)

    assert parse(open_link(client, proof)).html["lang"] == "en"


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "\u202eevil", "👩‍💻" * 50, "x" * 4_000, "{{ 7 }}{% x %}"]
)
def test_hostile_text_is_shown_as_text(client, asked, proof, text):
    CoachRequest.objects.update(message=text, name=text[:200])

    soup = parse(open_link(client, proof))

    assert text in soup.select_one("dl").get_text()
    assert soup.find_all("script") == []


def test_query_string_is_passed_over(client, proof):
    for query in ("?x=%00", "?action=confirm", "?" + "x" * 10_000, "?next=//evil.example"):
        response = client.get(link_path(proof) + query, headers={"host": proof.site.hostname})
        assert response.status_code == 200
    assert CoachRequest.objects.get().state == RequestState.UNPROVEN


@pytest.mark.parametrize("secure", [False, True])
def test_post_needs_its_token(proof, secure):
    """Over HTTPS Django also looks where the form came from; browsers send the origin alone."""
    strict = Client(enforce_csrf_checks=True)
    scheme = "https" if secure else "http"
    host = proof.site.hostname
    own = {"host": host, "origin": f"{scheme}://{host}"}

    def post(**headers):
        return strict.post(
            link_path(proof),
            {"action": "confirm", "csrfmiddlewaretoken": token},
            headers={**own, **headers},
            secure=secure,
        )

    page = strict.get(link_path(proof), headers={"host": host}, secure=secure)
    token = parse(page).select_one("input[name=csrfmiddlewaretoken]")["value"]
    without = strict.post(link_path(proof), {"action": "confirm"}, headers=own, secure=secure)
    assert (without.status_code, headers_of(without)) == (403, HEADERS)
    assert post(origin="https://evil.example").status_code == 403
    assert post(origin="null").status_code == 403
    assert CoachRequest.objects.get().state == RequestState.UNPROVEN

    assert post().status_code == 302
    assert CoachRequest.objects.get().state == RequestState.NEW


def test_post_over_https_from_a_browser_that_sends_no_origin(proof):
    """Then the referrer has to say where it came from; our policy leaves it the origin."""
    strict = Client(enforce_csrf_checks=True)
    host = proof.site.hostname
    page = strict.get(link_path(proof), headers={"host": host}, secure=True)
    token = parse(page).select_one("input[name=csrfmiddlewaretoken]")["value"]

    response = strict.post(
        link_path(proof),
        {"action": "confirm", "csrfmiddlewaretoken": token},
        headers={"host": host, "referer": f"https://{host}/"},
        secure=True,
    )

    assert response.status_code == 302


@pytest.mark.parametrize("what", ["nothing", "x" * 10_000, "request-confirmed-not"])
def test_done_page_that_is_not_there(client, site_a, what):
    response = client.get(f"/coaching/link-done/{what}/", headers={"host": site_a.hostname})

    assert response.status_code == 404


def test_links_without_a_site_are_not_found(client, site_a):
    Site.objects.update(is_default_site=False)

    for path_ in ("/coaching/link/x/", "/coaching/my-link/", "/coaching/link-done/x/"):
        assert client.get(path_, headers={"host": "unknown.example.org"}).status_code == 404


@pytest.mark.django_db
def test_purpose_has_one_page():
    def page(request, opened):
        raise AssertionError

    with pytest.raises(ValueError, match="already"):
        link_page(OWN_PAGE.name)(page)


@pytest.mark.django_db
def test_every_purpose_of_ours_has_its_page():
    from wagtail_coaching import urls  # noqa: F401  (importing registers)
    from wagtail_coaching.views.links import _PAGES

    ours = {name for name in links._PURPOSES if not name.startswith("test_")}
    assert ours == set(_PAGES)


@pytest.mark.parametrize("count", [1, 3])
def test_proof_page_takes_a_fixed_number_of_queries(
    client, asked, proof, count, django_assert_num_queries
):
    CoachRequest.objects.update(coach=CoachFactory(site=asked.site))
    for _ in range(count):
        CoachRequestFactory(site=asked.site, person=asked.person)
    open_link(client, proof)

    with django_assert_num_queries(6):
        open_link(client, proof)


def test_dead_link_takes_a_fixed_number_of_queries(client, site_a, django_assert_num_queries):
    set_settings(site_a, association_name="Prairie")
    get = lambda: client.get("/coaching/link/x/", headers={"host": site_a.hostname})  # noqa: E731
    get()

    with django_assert_num_queries(3):
        get()


def test_proof_link_works_for_a_week(client, asked):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        link = links.issue(purpose=REQUEST_PROOF, person=asked.person, subject=asked)
        end = timezone.now() + PROOF_LIFETIME
        clock.move_to(end.timestamp() - 1)
        assert open_link(client, link).status_code == 200
        clock.move_to(end)
        assert open_link(client, link).status_code == 404
