"""How many queries the gallery takes: as many for one coach as for two dozen."""

import pytest
from wagtail.models import PageViewRestriction

from tests.factories import (
    CareerStageFactory,
    FormatFactory,
    LanguageFactory,
    OrganizationTypeFactory,
    RoleFactory,
    SynonymFactory,
    TopicFactory,
    UserFactory,
    make_coach_page,
    make_image,
)
from tests.markup import parse

#: The budget is 12: two are left for a host's menu and settings.
QUERIES = 10
EVERY_FACET = (
    "?q=coach&topic=subject-1&availability=open&state=IL&organization_type=kind-1"
    "&population_band=10000-24999&career_stage=stage-1&role=role-1&language=language-1"
    "&format=format-1&sort=name"
)


@pytest.fixture
def fill(program):
    """Fill the gallery with complete profiles."""

    def fill_with(count):
        site = program.site
        SynonymFactory(site=site)
        topics = [TopicFactory(site=site, name=f"Subject {n}") for n in range(8)]
        kind = OrganizationTypeFactory(site=site, name="Kind 1")
        stage = CareerStageFactory(site=site, name="Stage 1")
        role = RoleFactory(site=site, name="Role 1", makes_introductions=True)
        language = LanguageFactory(site=site, name="Language 1")
        way = FormatFactory(site=site, name="Format 1")
        images = [make_image() for _ in range(min(count, 4))]
        for n in range(count):
            make_coach_page(
                program,
                title=f"Coach {n:03}",
                coach__topics=[topics[1], topics[(n + 3) % 8]],
                coach__languages=[language],
                coach__formats=[way],
                organization_type=kind,
                career_stage=stage,
                roles=[role],
                portrait=images[n % len(images)],
                us_state="IL",
                population=12_000,
            )
        return program.gallery

    return fill_with


@pytest.mark.parametrize("count", [1, 3, 24])
@pytest.mark.parametrize("query", ["", EVERY_FACET])
def test_gallery_takes_the_same_number_of_queries(
    fill, revisit, count, query, django_assert_num_queries
):
    get_again = revisit(fill(count), query)

    with django_assert_num_queries(QUERIES):
        response = get_again()

    assert len(parse(response).select(".coaching-card img")) == count


def test_gallery_with_nobody_to_show_stays_in_the_budget(
    fill, revisit, django_assert_max_num_queries
):
    get_again = revisit(fill(1), "?q=nobody&state=IL")

    with django_assert_max_num_queries(12):
        response = get_again()

    assert len(parse(response).select(".coaching-suggestion")) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_advisors_takes_the_same_number_of_queries(
    fill, revisit, count, django_assert_num_queries
):
    get_again = revisit(fill(count), "?view=advisors")

    with django_assert_num_queries(12):
        response = get_again()

    assert len(parse(response).select(".coaching-card__action")) == count


def test_gallery_for_a_member_stays_in_the_budget(
    fill, revisit, client, django_assert_max_num_queries
):
    client.force_login(UserFactory())
    get_again = revisit(fill(3))

    # Four more: the session, the user, and what Wagtail's user bar asks about the user's rights.
    with django_assert_max_num_queries(16):
        get_again()


@pytest.mark.parametrize("count", [1, 3])
def test_view_restrictions_cost_no_more_for_more_of_them(
    program, fill, revisit, count, django_assert_max_num_queries
):
    gallery = fill(4)
    for page in gallery.get_children()[:count]:
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    get_again = revisit(gallery)

    # Three more: what Wagtail asks before it serves a page, and which pages are hidden.
    with django_assert_max_num_queries(QUERIES + 3):
        response = get_again()

    assert len(parse(response).select(".coaching-card")) == 4 - count


@pytest.mark.parametrize("count", [1, 3])
def test_gallery_beside_another_site_takes_no_more(
    fill, program_b, revisit, count, django_assert_num_queries
):
    for _ in range(count):
        make_coach_page(program_b, portrait=make_image())
    get_again = revisit(fill(count))

    with django_assert_num_queries(QUERIES):
        get_again()
