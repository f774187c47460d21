"""The editing forms of our pages: each offers what belongs to its own site."""

import pytest
from django.forms import modelform_factory
from wagtail.models import Locale

from tests.factories import (
    CoachFactory,
    CredentialFactory,
    OrganizationTypeFactory,
    TopicFactory,
    UserFactory,
    make_coach_page,
    make_webinar_page,
    page_class,
    translate_term,
)
from tests.posting import page_formsets
from wagtail_coaching.panels import CoachPageForm


def make_form(page, parent, data=None):
    form_class = type(page).get_edit_handler().get_form_class()
    return form_class(data, instance=page, parent_page=parent, for_user=UserFactory(superuser=True))


def post_of(form, **changes):
    """Return what a browser sends of an unchanged form, with changes."""
    data = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        data[name] = getattr(value, "pk", value) if value is not None else ""
    body = {"biography-count": "0", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    return {**data, **page_formsets(type(form.instance)), **body, **changes}


@pytest.fixture
def new_page(program):
    return page_class("COACH_PAGE_MODEL")(locale=program.gallery.locale)


def offered(form, name):
    if name in form.formsets:
        field = form.formsets[name].empty_form.fields["credential"]
        return [label for value, label in field.choices if value]
    return [term.name for term in form.fields[name].queryset]


def test_form_offers_the_terms_of_the_pages_own_site(program_a, program_b, new_page):
    for tree in (program_a, program_b):
        CredentialFactory(site=tree.site, name=f"{tree.word} credential")
        OrganizationTypeFactory(site=tree.site, name=f"{tree.word} type")

    form = make_form(new_page, program_a.gallery)

    assert offered(form, "credentials") == ["Prairie credential"]
    assert offered(form, "organization_type") == ["Prairie type"]
    assert offered(form, "career_stage") == []


def test_form_offers_the_terms_in_the_pages_own_language(program):
    topic = TopicFactory(site=program.site, name="Budgets")
    translate_term(topic, language="es", name="Presupuestos")
    page = make_webinar_page(program)
    spanish = page.copy_for_translation(Locale.objects.get(language_code="es"), copy_parents=True)

    assert offered(make_form(page, program.schedule), "topics") == ["Budgets"]
    assert offered(make_form(spanish, spanish.get_parent().specific), "topics") == ["Presupuestos"]


def test_form_offers_the_terms_there_are_where_none_is_translated(program):
    TopicFactory(site=program.site, name="Budgets")
    page = make_webinar_page(program)
    spanish = Locale.objects.create(language_code="es")
    translated = page.copy_for_translation(spanish, copy_parents=True)

    form = make_form(translated, translated.get_parent().specific)

    assert offered(form, "topics") == ["Budgets"]


def test_form_of_a_coach_page_says_what_the_title_is(program, new_page):
    form = make_form(new_page, program.gallery)

    assert form.fields["title"].help_text == "The coach's name, as it is shown."


def test_form_of_a_coach_page_takes_a_coach_of_its_own_site(program, new_page):
    coach = CoachFactory(site=program.site)
    form = make_form(new_page, program.gallery)

    form = make_form(
        new_page,
        program.gallery,
        post_of(form, title="Ann Bell", slug="ann-bell", coach=coach.pk),
    )

    assert form.is_valid(), form.errors
    assert form.cleaned_data["coach"] == coach


def test_form_of_a_coach_page_refuses_a_coach_of_another_site(program_a, program_b, new_page):
    coach = CoachFactory(site=program_b.site)
    form = make_form(new_page, program_a.gallery)

    form = make_form(
        new_page,
        program_a.gallery,
        post_of(form, title="Ann Bell", slug="ann-bell", coach=coach.pk),
    )

    assert form.errors == {"coach": ["This coach belongs to another site."]}


def test_form_of_a_coach_page_refuses_a_coach_with_a_profile(program, new_page):
    coach = make_coach_page(program).coach
    form = make_form(new_page, program.gallery)

    form = make_form(
        new_page,
        program.gallery,
        post_of(form, title="Ann Bell", slug="ann-bell", coach=coach.pk),
    )

    assert form.errors == {"coach": ["This coach already has a profile page."]}


def test_form_of_a_coach_page_asks_for_the_coach_before_it_is_published(program, new_page):
    form = make_form(new_page, program.gallery)
    data = post_of(form, title="Ann Bell", slug="ann-bell", coach="")

    assert make_form(new_page, program.gallery, data).errors == {
        "coach": ["This field is required."]
    }

    draft = make_form(new_page, program.gallery, data)
    draft.defer_required_fields()
    assert draft.is_valid(), draft.errors


def test_form_outside_of_every_site_offers_no_terms(program, new_page):
    OrganizationTypeFactory(site=program.site)
    root = program.home.get_parent().specific

    assert offered(make_form(new_page, root), "organization_type") == []


def test_form_without_a_parent_offers_no_terms(program, new_page):
    OrganizationTypeFactory(site=program.site)

    assert offered(make_form(new_page, None), "organization_type") == []


def test_form_of_a_host_that_leaves_title_and_coach_out(program, new_page):
    form_class = modelform_factory(type(new_page), form=CoachPageForm, fields=["slug", "job_title"])

    form = form_class(instance=new_page, parent_page=program.gallery, for_user=UserFactory())

    assert {"title", "coach"} & set(form.fields) == set()
