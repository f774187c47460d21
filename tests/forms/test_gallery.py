"""The gallery's filters, apart from any page."""

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import page_class
from wagtail_coaching.forms.gallery import CoachFilterSet, KnownChoicesField
from wagtail_coaching.models import OrganizationType, Topic

TOPICS = [Topic(slug="budgets", name="Budgets"), Topic(slug="hiring", name="Hiring")]
TYPES = [OrganizationType(slug="city", name="City")]


def make_filters(query):
    return CoachFilterSet(
        QueryDict(query),
        queryset=page_class("COACH_PAGE_MODEL").objects.none(),
        topics=TOPICS,
        organization_types=TYPES,
    )


def test_chosen_says_what_is_in_force_in_the_order_of_the_form():
    filters = make_filters("organization_type=city&topic=hiring&topic=budgets&q= ann ")

    assert filters.chosen() == [
        ("q", "ann", "“ann”"),
        ("topic", "budgets", "Budgets"),
        ("topic", "hiring", "Hiring"),
        ("organization_type", "city", "City"),
    ]


def test_chosen_without_anything():
    assert make_filters("").chosen() == []


def test_chosen_keeps_what_is_right_where_something_is_wrong():
    assert make_filters("q=%00&topic=hiring&topic=unknown").chosen() == [
        ("topic", "hiring", "Hiring")
    ]


def test_fields_of_one_form_do_not_leak_into_the_next():
    make_filters("topic=hiring")
    other = CoachFilterSet(
        QueryDict("topic=hiring"),
        queryset=page_class("COACH_PAGE_MODEL").objects.none(),
        topics=[],
        organization_types=[],
    )

    assert other.chosen() == []
    assert list(other.form.fields["topic"].choices) == []


@given(st.lists(st.text() | st.sampled_from(["a", "b", "c"])))
def test_known_choices_field_takes_what_it_knows_once_and_in_order(given_values):
    field = KnownChoicesField(choices=[("a", "A"), ("b", "B"), ("c", "C")])

    assert field.clean(given_values) == [key for key in "abc" if key in given_values]
