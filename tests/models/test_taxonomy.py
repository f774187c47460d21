import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.models import Locale

from tests.factories import (
    CareerStageFactory,
    CredentialFactory,
    OrganizationTypeFactory,
    TopicFactory,
    translate_term,
)
from wagtail_coaching.models import CareerStage, Credential, OrganizationType, Topic

FACTORIES = [CareerStageFactory, CredentialFactory, OrganizationTypeFactory, TopicFactory]
MODELS = [CareerStage, Credential, OrganizationType, Topic]


@pytest.mark.parametrize("model", MODELS)
def test_slug_is_filled_from_the_name_by_save(site_a, model):
    term = model.objects.create(site=site_a, name="Résumé review!", locale=Locale.get_default())

    assert (term.slug, str(term)) == ("resume-review", "Résumé review!")


def test_slug_is_filled_from_the_name_by_clean(site_a):
    term = Topic(site=site_a, name="Résumé review!")

    term.clean()

    assert term.slug == "resume-review"


def test_slug_given_is_kept(site_a):
    term = Topic(site=site_a, name="Résumé review", slug="cv")

    term.clean()

    assert term.slug == "cv"


def test_slug_of_a_long_name_fits(site_a):
    term = Topic.objects.create(site=site_a, name="x" * 100, locale=Locale.get_default())

    assert term.slug == "x" * 100


@pytest.mark.parametrize("name", ["履歴書", "!!!"])
def test_slug_that_no_name_gives_is_asked_for(site_a, name):
    with pytest.raises(ValidationError) as caught:
        Topic(site=site_a, name=name).clean()

    assert caught.value.message_dict == {"slug": ["Enter a slug: none can be made of this name."]}


@pytest.mark.parametrize("factory", FACTORIES)
def test_slug_taken_gets_a_message(site_a, factory):
    term = factory(site=site_a)

    with pytest.raises(ValidationError) as caught:
        # The admin's form shows no locale, so Django itself leaves this check out.
        type(term)(site=site_a, name=term.name).full_clean(exclude=["locale"])

    assert caught.value.message_dict == {"slug": ["This site already has a term with this slug."]}


def test_slug_of_the_term_itself_is_not_taken(site_a):
    TopicFactory(site=site_a).full_clean()


def test_slug_may_be_taken_at_another_site(site_a, site_b):
    TopicFactory(site=site_a, name="Budgets")

    Topic(site=site_b, name="Budgets").clean()


def test_slug_may_be_taken_in_another_language(site_a):
    term = TopicFactory(site=site_a, name="Mentor")

    translation = translate_term(term, language="es", name="Mentor")
    translation.clean()

    assert (translation.slug, translation.translation_key) == ("mentor", term.translation_key)


def test_slug_taken_is_refused_by_the_database(site_a):
    TopicFactory(site=site_a, name="Budgets")

    with pytest.raises(IntegrityError), transaction.atomic():
        TopicFactory(site=site_a, name="Budgets")


def test_clean_without_a_site_leaves_that_to_the_field(db):
    topic = Topic(name="Budgets")

    topic.clean()

    assert topic.slug == "budgets"


def test_terms_are_listed_in_the_editors_order(site_a):
    TopicFactory(site=site_a, name="Last", sort_order=3)
    TopicFactory(site=site_a, name="B", sort_order=1)
    TopicFactory(site=site_a, name="A", sort_order=1)

    assert [str(term) for term in Topic.objects.all()] == ["A", "B", "Last"]
