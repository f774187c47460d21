"""The vocabularies and the search's synonyms in the admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from wagtail.models import Locale
from wagtail.test.utils.form_data import querydict_from_html

from tests import factories
from tests.admin.listings import choices, errors, form_of, row_names, soup_of
from wagtail_coaching.models import (
    CareerStage,
    CoachLanguage,
    CoachRole,
    Credential,
    MeetingFormat,
    OrganizationType,
    SearchSynonym,
    Topic,
)

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

MODELS = [Topic, OrganizationType, CareerStage, Credential, CoachRole, MeetingFormat, CoachLanguage]
each_vocabulary = pytest.mark.parametrize("model", MODELS)


def url(model: Any, view: str, *arguments: Any) -> str:
    namespace = f"wagtailsnippets_wagtail_coaching_{model._meta.model_name}"
    return reverse(f"{namespace}:{view}", args=arguments)


def send(client: Client, address: str, **values: str) -> HttpResponse:
    """Open a form, change some of its values, and send it to where a browser would."""
    page = client.get(address)
    form = form_of(page)
    data = querydict_from_html(f"<html>{form}</html>")
    for name, value in values.items():
        data[name] = value
    return client.post(form["action"] or address, dict(data.lists()))


def slugs(site: Any, model: Any = Topic) -> list[str]:
    terms = model.objects.filter(site=site).order_by("sort_order", "name")
    return list(terms.values_list("slug", flat=True))


@each_vocabulary
def test_list_shows_the_sites_own_terms_in_order(
    editor_a: Client, a: ProgramTree, b: ProgramTree, model: Any
) -> None:
    model.objects.filter(site=b.site).update(name="Foreign")

    own = model.objects.filter(site=a.site).order_by("sort_order")
    assert row_names(editor_a.get(url(model, "list"))) == [term.name for term in own]


@each_vocabulary
def test_term_is_added_to_the_editors_site_with_a_slug_from_its_name(
    editor_a: Client, a: ProgramTree, model: Any
) -> None:
    response = send(editor_a, url(model, "add"), name="Snow Removal")

    assert response.status_code == 302
    term = model.objects.get(slug="snow-removal")
    assert (term.name, term.site, term.locale) == ("Snow Removal", a.site, Locale.get_default())


@each_vocabulary
def test_site_is_not_asked_where_there_is_one(
    editor_a: Client, superuser: Client, a: ProgramTree, b: ProgramTree, model: Any
) -> None:
    field = form_of(editor_a.get(url(model, "add"))).select_one("[name=site]")

    assert (field["type"], field["value"]) == ("hidden", str(a.site.pk))
    assert sorted(choices(superuser.get(url(model, "add")), "site")[1:]) == sorted(
        [str(a.site), str(b.site)]
    )


@each_vocabulary
def test_term_cannot_be_added_to_another_site(
    editor_a: Client, a: ProgramTree, b: ProgramTree, model: Any
) -> None:
    before = slugs(b.site, model)

    response = editor_a.post(url(model, "add"), {"name": "Snow", "site": b.site.pk})

    assert response.status_code == 200
    assert slugs(b.site, model) == before


@each_vocabulary
def test_term_cannot_be_moved_to_another_site(
    superuser: Client, a: ProgramTree, b: ProgramTree, model: Any
) -> None:
    term = model.objects.filter(site=a.site)[0]

    superuser.post(
        url(model, "edit", term.pk), {"name": "New name", "slug": "new", "site": b.site.pk}
    )

    term.refresh_from_db()
    assert (term.site, term.name) == (a.site, "New name")


@each_vocabulary
def test_slug_that_is_taken_is_an_error_beside_the_field(
    editor_a: Client, a: ProgramTree, model: Any
) -> None:
    first, second = model.objects.filter(site=a.site).order_by("sort_order")[:2]
    message = {"slug": "This site already has a term with this slug."}
    values = {"name": "Another", "slug": first.slug, "site": a.site.pk}
    before = model.objects.count()

    assert errors(editor_a.post(url(model, "add"), values)) == message
    assert errors(editor_a.post(url(model, "edit", second.pk), values)) == message
    assert model.objects.count() == before


def test_name_whose_slug_is_taken_is_an_error_beside_the_slug(
    editor_a: Client, a: ProgramTree
) -> None:
    response = editor_a.post(url(Topic, "add"), {"name": "Resume: review!", "site": a.site.pk})

    assert list(errors(response)) == ["slug"]


@pytest.mark.parametrize("values", [{"name": ""}, {"name": "x" * 101}])
def test_name_that_cannot_be_is_an_error_beside_the_field(
    editor_a: Client, a: ProgramTree, values: dict[str, str]
) -> None:
    response = editor_a.post(url(Topic, "add"), {**values, "slug": "ok", "site": a.site.pk})

    assert list(errors(response)) == ["name"]


def test_slug_that_cannot_be_is_an_error_beside_the_field(editor_a: Client, a: ProgramTree) -> None:
    for values in ({"name": "Ok", "slug": "not a slug"}, {"name": "日本"}, {"name": "!?"}):
        response = editor_a.post(url(Topic, "add"), {**values, "site": a.site.pk})
        assert list(errors(response)) == ["slug"], values


def test_two_sites_may_use_the_same_slug(staff: Staff, a: ProgramTree, b: ProgramTree) -> None:
    for role, tree in (("editor_a", a), ("editor_b", b)):
        staff.client(role).post(url(Topic, "add"), {"name": "Snow", "site": tree.site.pk})

    assert Topic.objects.filter(slug="snow").count() == 2


def test_two_languages_may_use_the_same_slug(editor_a: Client, a: ProgramTree) -> None:
    Locale.objects.get_or_create(language_code="es")
    values = {"name": "Feedback", "site": a.site.pk}

    editor_a.post(url(Topic, "add"), values)
    editor_a.post(f"{url(Topic, 'add')}?locale=es", values)

    found = Topic.objects.filter(slug="feedback").values_list("locale__language_code", flat=True)
    assert sorted(found) == ["en", "es"]


def test_term_keeps_its_slug_when_it_is_renamed(editor_a: Client, a: ProgramTree) -> None:
    term = Topic.objects.get(site=a.site, slug="resume-review")

    editor_a.post(
        url(Topic, "edit", term.pk),
        {"name": "Curriculum", "slug": "resume-review", "site": a.site.pk},
    )

    term.refresh_from_db()
    assert (term.name, term.slug) == ("Curriculum", "resume-review")


def test_deleting_a_term_leaves_pages_and_requests(editor_a: Client, a: ProgramTree) -> None:
    kind = OrganizationType.objects.filter(site=a.site)[0]
    page = factories.make_coach_page(a, organization_type=kind)
    coach_request = factories.CoachRequestFactory(site=a.site, organization_type=kind)

    response = editor_a.post(url(OrganizationType, "delete", kind.pk))

    assert response.status_code == 302
    page.refresh_from_db()
    coach_request.refresh_from_db()
    assert (page.organization_type, coach_request.organization_type) == (None, None)


@each_vocabulary
def test_reordering_moves_a_term_among_the_sites_own(
    editor_a: Client, a: ProgramTree, b: ProgramTree, model: Any
) -> None:
    others = list(model.objects.filter(site=b.site).values())
    for position in (0, 1, 2, 99):
        before = slugs(a.site, model)
        moved = before[1]
        key = model.objects.get(site=a.site, slug=moved).pk

        response = editor_a.post(f"{url(model, 'reorder', key)}?position={position}")

        rest = [slug for slug in before if slug != moved]
        assert response.status_code == 200
        assert slugs(a.site, model) == [*rest[:position], moved, *rest[position:]], position
    assert list(model.objects.filter(site=b.site).values()) == others


def test_reordering_without_a_position_moves_to_the_end(editor_a: Client, a: ProgramTree) -> None:
    first = slugs(a.site)[0]

    editor_a.post(url(Topic, "reorder", Topic.objects.get(site=a.site, slug=first).pk))

    assert slugs(a.site)[-1] == first


def test_reordering_to_nowhere_is_no_server_error(editor_a: Client, a: ProgramTree) -> None:
    before = slugs(a.site)
    key = Topic.objects.get(site=a.site, slug=before[0]).pk

    editor_a.raise_request_exception = False
    for position in ("", "abc", "-1", "1.5", "9" * 40):
        response = editor_a.post(f"{url(Topic, 'reorder', key)}?position={position}")
        assert response.status_code < 500, position
    assert sorted(slugs(a.site)) == sorted(before)


def test_bulk_deletion_takes_the_users_own_terms_only(
    staff: Staff, a: ProgramTree, b: ProgramTree
) -> None:
    own, foreign = (
        factories.TopicFactory(site=tree.site, name="Snow", slug="snow") for tree in (a, b)
    )
    action = reverse("wagtail_bulk_action", args=["wagtail_coaching", "topic", "delete"])

    for role in ("bare", "reviewer_a"):
        staff.client(role).post(f"{action}?id={own.pk}&id={foreign.pk}")
    assert Topic.objects.filter(slug="snow").count() == 2

    staff.client("editor_a").post(f"{action}?id={own.pk}&id={foreign.pk}")
    assert list(Topic.objects.filter(slug="snow")) == [foreign]


def test_bulk_deletion_of_all_takes_the_users_own_terms_only(
    editor_a: Client, a: ProgramTree, b: ProgramTree
) -> None:
    action = reverse("wagtail_bulk_action", args=["wagtail_coaching", "topic", "delete"])

    editor_a.post(f"{action}?id=all")

    assert Topic.objects.filter(site=b.site).count() == 8


@each_vocabulary
def test_names_are_escaped_in_every_view(superuser: Client, a: ProgramTree, model: Any) -> None:
    script = "<script>alert('term')</script>"
    term = model.objects.filter(site=a.site).order_by("sort_order")[0]
    term.name, term.description = script, script
    term.save()

    for address in (
        url(model, "list"),
        *(url(model, view, term.pk) for view in ("edit", "delete", "history", "usage")),
    ):
        assert script not in superuser.get(address).content.decode(), address


def test_usage_tells_where_a_term_is_used(editor_a: Client, a: ProgramTree) -> None:
    kind = OrganizationType.objects.filter(site=a.site)[0]
    page = factories.make_coach_page(a, organization_type=kind, publish=True)

    html = soup_of(editor_a.get(url(OrganizationType, "usage", kind.pk)))

    assert page.title in html.get_text()


def test_role_says_whether_it_makes_introductions(editor_a: Client, a: ProgramTree) -> None:
    role = CoachRole.objects.get(site=a.site, slug="mentor")

    send(editor_a, url(CoachRole, "edit", role.pk), makes_introductions="on")

    role.refresh_from_db()
    assert role.makes_introductions
    assert role.description


SYNONYMS = "/admin/wagtail_coaching_synonyms/"


def words(site: Any) -> list[str]:
    return list(SearchSynonym.objects.filter(site=site).values_list("words", flat=True))


def test_synonyms_are_added_changed_and_deleted(editor_a: Client, a: ProgramTree) -> None:
    SearchSynonym.objects.filter(site=a.site).delete()

    send(editor_a, f"{SYNONYMS}new/", words="TIF, tax increment financing")
    assert words(a.site) == ["TIF, tax increment financing"]

    (synonym,) = SearchSynonym.objects.filter(site=a.site)
    send(editor_a, f"{SYNONYMS}edit/{synonym.pk}/", words="TIF, tax increment")
    assert words(a.site) == ["TIF, tax increment"]

    editor_a.post(f"{SYNONYMS}delete/{synonym.pk}/")
    assert words(a.site) == []


@pytest.mark.parametrize("text", ["CAO", "CAO,", " , "])
def test_one_word_is_no_synonym_and_the_form_says_so(
    editor_a: Client, a: ProgramTree, text: str
) -> None:
    before = words(a.site)

    response = send(editor_a, f"{SYNONYMS}new/", words=text)

    assert errors(response) == {"words": "Enter at least two, with a comma between them."}
    assert words(a.site) == before


def test_list_of_synonyms_is_searched(editor_a: Client, a: ProgramTree) -> None:
    found = row_names(editor_a.get(f"{SYNONYMS}?q=human"))

    assert found == ["HR, human resources, personnel"]
