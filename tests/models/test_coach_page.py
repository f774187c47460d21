"""A coach's profile page: what it derives, and whose it is."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Locale

from tests.factories import (
    CoachFactory,
    CredentialFactory,
    TopicFactory,
    add_page,
    make_coach_page,
    page_class,
)
from wagtail_coaching.enums import PopulationBand


def profile(**fields):
    """Make a page that is not stored."""
    return page_class("COACH_PAGE_MODEL")(**fields)


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Ann Bell", "AB"),
        ("Ann", "A"),
        ("ann de la bell", "AB"),
        ("Ann (Annie) Bell", "AB"),
        ("Dr. Ann Bell 3rd", "DB"),
        ("Élise Ødegård", "ÉØ"),
        ("李 小龙", "李小"),
        ("  ", ""),
        ("", ""),
        ("42", ""),
    ],
)
def test_initials(name, initials):
    assert profile(title=name).initials == initials


@given(st.text())
def test_initials_are_two_people_words_at_most(name):
    words = [word for word in name.split() if word[0].isalpha()]

    # Some letters, such as ß, have two in upper case.
    assert profile(title=name).initials == "".join(
        letter.upper() for letter in [w[0] for w in words[:1]] + [w[0] for w in words[1:][-1:]]
    )


@pytest.mark.parametrize(
    ("region", "us_state", "location"),
    [
        ("Fox Valley", "IL", "Fox Valley, Illinois"),
        ("", "DC", "District of Columbia"),
        ("Fox Valley", "", "Fox Valley"),
        ("", "", ""),
    ],
)
def test_display_location(region, us_state, location):
    assert profile(region=region, us_state=us_state).display_location == location


def test_population_band():
    assert profile(population=30_000).population_band is PopulationBand.FROM_25000
    assert profile().population_band is None


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Budgets\nHiring", ["Budgets", "Hiring"]),
        (" Budgets \r\n\r\n  \nHiring\n", ["Budgets", "Hiring"]),
        ("", []),
    ],
)
def test_ask_me_about_items(text, items):
    assert profile(ask_me_about=text).ask_me_about_items == items


def test_card_topics_stand_in_the_editors_order(program):
    late = TopicFactory(site=program.site, name="Budgets", sort_order=2)
    unordered = TopicFactory(site=program.site, name="Zoning", sort_order=None)
    early = TopicFactory(site=program.site, name="Hiring", sort_order=1)
    page = make_coach_page(program, coach__topics=[late, unordered, early])

    assert page.card_topics == [unordered, early, late]


def test_card_topics_without_a_coach():
    assert profile(title="Ann").card_topics == []


def test_clean_takes_a_coach_without_a_profile(program):
    page = profile(title="Ann", slug="ann", coach=CoachFactory(site=program.site))
    page.locale = Locale.get_default()

    page.clean()

    assert page.coach is not None


def test_clean_refuses_a_coach_with_a_profile(program):
    other = make_coach_page(program)
    page = profile(title="Ann", slug="ann", coach=other.coach, locale=other.locale)

    with pytest.raises(ValidationError) as caught:
        page.clean()

    assert caught.value.message_dict == {"coach": ["This coach already has a profile page."]}


def test_clean_takes_the_profile_itself(program):
    make_coach_page(program).full_clean()


def test_clean_takes_the_profile_in_another_language(program):
    other = make_coach_page(program)
    spanish = Locale.objects.create(language_code="es")

    profile(title="Ana", slug="ana", coach=other.coach, locale=spanish).clean()


def test_copy_lets_go_of_the_coach(program):
    page = make_coach_page(program, publish=True)

    copy = page.copy(update_attrs={"title": "Copy", "slug": "copy"})

    assert copy.coach is None
    assert type(page).objects.get(pk=copy.pk).coach is None
    assert type(page).objects.get(pk=page.pk).coach == page.coach


def test_copy_published_later_lets_go_of_the_coach(program):
    page = make_coach_page(program, publish=True)
    copy = page.copy(update_attrs={"title": "Copy", "slug": "copy"}, keep_live=False)

    copy.get_latest_revision().publish()
    copy.refresh_from_db()
    copy.save()

    copy.refresh_from_db()
    # Nobody vetted it, either.
    assert (copy.live, copy.coach) == (False, None)
    assert type(page).objects.get(pk=page.pk).coach == page.coach


def test_copy_keeps_the_credentials(program):
    credential = CredentialFactory(site=program.site)
    page = make_coach_page(program, credentials=[credential])

    copy = page.copy(update_attrs={"title": "Copy", "slug": "copy"})

    assert [held.credential for held in copy.credentials.all()] == [credential]


def test_alias_keeps_the_coach(program):
    page = make_coach_page(program)

    alias = page.create_alias(update_slug="alias")

    assert type(page).objects.get(pk=alias.pk).coach == page.coach
    assert type(page).objects.get(pk=page.pk).coach == page.coach


def test_alias_does_not_take_the_coach_from_the_profile(program):
    page = make_coach_page(program)
    page.create_alias(update_slug="alias")

    page.clean()
    page.save_revision().publish()

    page.refresh_from_db()
    assert page.coach is not None


def test_translation_keeps_the_coach(program):
    spanish = Locale.objects.create(language_code="es")
    page = make_coach_page(program)

    translation = page.copy_for_translation(spanish, copy_parents=True)

    assert type(page).objects.get(pk=translation.pk).coach == page.coach
    assert type(page).objects.get(pk=page.pk).coach == page.coach


def test_second_profile_made_by_code_lets_go_of_the_coach(program):
    page = make_coach_page(program)

    second = make_coach_page(program, coach=page.coach)

    assert (second.coach, type(page).objects.get(pk=page.pk).coach) == (None, page.coach)


def test_profile_outlives_its_coach_as_a_draft(program):
    page = make_coach_page(program)

    page.coach.delete()

    page.refresh_from_db()
    assert (page.live, page.coach) == (False, None)


def test_profile_in_a_language_of_its_own_tree(program):
    page = add_page(program.gallery, "COACH_PAGE_MODEL", title="Ann Bell")

    assert (page.locale, page.coach, page.initials) == (program.gallery.locale, None, "AB")
