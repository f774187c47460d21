"""How many queries the gallery takes: as many for one coach as for two hundred."""

import pytest

from tests.factories import (
    OrganizationTypeFactory,
    TopicFactory,
    UserFactory,
    make_coach_page,
    make_image,
)
from tests.markup import parse

#: The budget is 15.
QUERIES = 14


@pytest.fixture
def fill(program):
    """Fill the gallery with complete profiles."""

    def fill_with(count):
        topics = [TopicFactory(site=program.site, name=f"Subject {n}") for n in range(8)]
        types = [OrganizationTypeFactory(site=program.site, name=f"Kind {n}") for n in range(3)]
        images = [make_image() for _ in range(min(count, 24))]
        for n in range(count):
            make_coach_page(
                program,
                title=f"Coach {n:03}",
                coach__topics=[topics[n % 8], topics[(n + 3) % 8]],
                organization_type=types[n % 3],
                portrait=images[n % len(images)],
                us_state="IL",
                population=12_000,
            )
        return program.gallery

    return fill_with


@pytest.mark.parametrize("count", [1, 3, 24, 200])
def test_gallery_takes_the_same_number_of_queries(fill, revisit, count, django_assert_num_queries):
    get_again = revisit(fill(count))

    with django_assert_num_queries(QUERIES):
        response = get_again()

    assert len(parse(response).select(".coaching-card img")) == min(count, 24)


@pytest.mark.parametrize("count", [3, 24])
def test_filtered_gallery_stays_in_the_budget(fill, revisit, count, django_assert_max_num_queries):
    gallery = fill(count)
    get_again = revisit(gallery, "?q=coach&topic=subject-1&organization_type=kind-1")

    with django_assert_max_num_queries(15):
        response = get_again()

    assert len(parse(response).select(".coaching-chip")) == 4
    assert parse(response).select(".coaching-card")


def test_empty_gallery_stays_in_the_budget(fill, revisit, django_assert_max_num_queries):
    get_again = revisit(fill(1), "?q=nobody")

    with django_assert_max_num_queries(15):
        get_again()


def test_gallery_for_a_member_stays_in_the_budget(
    fill, revisit, client, django_assert_max_num_queries
):
    client.force_login(UserFactory())
    get_again = revisit(fill(24))

    # Four more: the session, the user, and what Wagtail's user bar asks about the user's rights.
    with django_assert_max_num_queries(19):
        get_again()


@pytest.mark.parametrize("count", [1, 3])
def test_gallery_beside_another_site_takes_no_more(
    fill, program_b, revisit, count, django_assert_num_queries
):
    for _ in range(count):
        make_coach_page(program_b, portrait=make_image())
    get_again = revisit(fill(count))

    with django_assert_num_queries(QUERIES):
        get_again()
