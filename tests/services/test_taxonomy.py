import pytest
from wagtail.models import Locale

from tests.factories import (
    CareerStageFactory,
    OrganizationTypeFactory,
    TopicFactory,
    translate_term,
)
from wagtail_coaching.models import CareerStage, OrganizationType, Topic
from wagtail_coaching.services.taxonomy import terms_of


@pytest.fixture
def english(db):
    return Locale.get_default()


@pytest.fixture
def spanish(db):
    return Locale.objects.create(language_code="es")


def names(*models, site, locale):
    return [[t.name for t in found] for found in terms_of(*models, site=site, locale_id=locale.pk)]


def test_terms_of_in_the_editors_order(site_a, english):
    TopicFactory(site=site_a, name="Last", sort_order=3)
    TopicFactory(site=site_a, name="B", sort_order=1)
    TopicFactory(site=site_a, name="A", sort_order=1)
    TopicFactory(site=site_a, name="First", sort_order=None)

    assert names(Topic, site=site_a, locale=english) == [["First", "A", "B", "Last"]]


def test_terms_of_each_model_by_its_own(site_a, english):
    TopicFactory(site=site_a, name="Budgets")
    OrganizationTypeFactory(site=site_a, name="City")

    assert names(Topic, CareerStage, OrganizationType, site=site_a, locale=english) == [
        ["Budgets"],
        [],
        ["City"],
    ]


def test_terms_of_are_of_the_models_asked_for(site_a, english):
    topic = TopicFactory(site=site_a, name="Budgets")

    (found,) = terms_of(Topic, site=site_a, locale_id=english.pk)

    assert found == [topic]
    assert type(found[0]) is Topic
    assert (found[0].slug, found[0].site, found[0].locale) == ("budgets", site_a, english)
    assert found[0].translation_key == topic.translation_key


def test_terms_of_another_site_stay_there(site_a, site_b, english):
    TopicFactory(site=site_a, name="Ours")
    TopicFactory(site=site_b, name="Theirs")

    assert names(Topic, site=site_a, locale=english) == [["Ours"]]


def test_terms_of_without_a_site(site_a):
    TopicFactory(site=site_a)

    assert terms_of(Topic, CareerStage, site=None, locale_id=1) == [[], []]


def test_terms_of_in_the_language_asked_for(site_a, english, spanish):
    for name, translation in (("Budgets", "Presupuestos"), ("Hiring", "Contratación")):
        translate_term(TopicFactory(site=site_a, name=name), language="es", name=translation)

    assert names(Topic, site=site_a, locale=spanish) == [["Presupuestos", "Contratación"]]
    assert names(Topic, site=site_a, locale=english) == [["Budgets", "Hiring"]]


def test_terms_of_an_untranslated_vocabulary_are_the_default_languages(site_a, spanish):
    TopicFactory(site=site_a, name="Budgets")
    french = Locale.objects.create(language_code="fr")
    TopicFactory(site=site_a, name="Embauche", locale=french)
    TopicFactory(site=site_a, name="Conflits", locale=french)

    assert names(Topic, site=site_a, locale=spanish) == [["Budgets"]]


def test_terms_of_a_vocabulary_in_other_languages_are_those_of_the_most(site_a, spanish):
    french = Locale.objects.create(language_code="fr")
    german = Locale.objects.create(language_code="de")
    TopicFactory(site=site_a, name="Haushalt", locale=german)
    TopicFactory(site=site_a, name="Embauche", locale=french)
    TopicFactory(site=site_a, name="Conflits", locale=french)

    assert names(Topic, site=site_a, locale=spanish) == [["Embauche", "Conflits"]]


def test_terms_of_one_vocabulary_may_be_translated_and_another_not(site_a, spanish):
    translate_term(TopicFactory(site=site_a), language="es", name="Presupuestos")
    CareerStageFactory(site=site_a, name="Chief")

    assert names(Topic, CareerStage, site=site_a, locale=spanish) == [["Presupuestos"], ["Chief"]]


@pytest.mark.parametrize("count", [1, 3])
def test_terms_of_takes_one_query(site_a, english, count, django_assert_num_queries):
    for factory in (TopicFactory, OrganizationTypeFactory, CareerStageFactory):
        factory.create_batch(count, site=site_a)

    with django_assert_num_queries(1):
        found = terms_of(Topic, OrganizationType, CareerStage, site=site_a, locale_id=english.pk)

    assert [len(terms) for terms in found] == [count, count, count]


def test_terms_of_one_model_takes_one_query(site_a, english, django_assert_num_queries):
    TopicFactory.create_batch(3, site=site_a)

    with django_assert_num_queries(1):
        terms_of(Topic, site=site_a, locale_id=english.pk)
