"""Who may see which page."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.test import RequestFactory
from wagtail.models import PageViewRestriction

from tests.factories import UserFactory, add_page, make_coach_page, page_class
from wagtail_coaching.services.sections import find
from wagtail_coaching.views.visibility import (
    anybody,
    gallery_access,
    may_see,
    visible_to,
)


@pytest.fixture
def ask(rf: RequestFactory):
    """Make a request by a user, who may have passed restrictions by password."""

    def make(user=None, passed=()):
        request = rf.get("/")
        request.user = user or AnonymousUser()
        request.session = SessionStore()
        request.session[PageViewRestriction.passed_view_restrictions_session_key] = list(passed)
        return request

    return make


def shown(request, tree, under=None):
    pages = page_class("COACH_PAGE_MODEL").objects.order_by("title")
    return [p.title for p in visible_to(request, pages, under=under or tree.program)]


@pytest.fixture
def pages(program):
    """A page for everybody, and one for each kind of restriction."""
    made = {
        title: make_coach_page(program, title=title) for title in ("all", "in", "group", "pass")
    }
    group = Group.objects.create(name="Members")
    kinds = {
        "in": PageViewRestriction.LOGIN,
        "group": PageViewRestriction.GROUPS,
        "pass": PageViewRestriction.PASSWORD,
    }
    restrictions = {
        title: PageViewRestriction.objects.create(
            page=made[title], restriction_type=kind, password="sesame"
        )
        for title, kind in kinds.items()
    }
    restrictions["group"].groups.add(group)
    return made, restrictions, group


def test_stranger_sees_what_is_for_everybody(program, pages, ask):
    assert shown(ask(), program) == ["all"]


def test_user_sees_what_is_for_users(program, pages, ask):
    assert shown(ask(UserFactory()), program) == ["all", "in"]


def test_member_sees_what_is_for_the_group(program, pages, ask):
    user = UserFactory()
    user.groups.add(pages[2])

    assert shown(ask(user), program) == ["all", "group", "in"]


def test_password_opens_what_it_is_for(program, pages, ask):
    passed = [pages[1]["pass"].pk]

    assert shown(ask(passed=passed), program) == ["all", "pass"]
    assert shown(ask(UserFactory(), passed=passed), program) == ["all", "in", "pass"]


def test_superuser_sees_all(program, pages, ask):
    assert shown(ask(UserFactory(superuser=True)), program) == ["all", "group", "in", "pass"]


def test_request_without_user_and_session_sees_what_is_for_everybody(program, pages, rf):
    assert shown(rf.get("/"), program) == ["all"]


def test_restriction_in_between_closes_all_below(program, pages, ask):
    PageViewRestriction.objects.create(page=program.gallery, restriction_type="login")

    assert shown(ask(), program) == []
    # Whoever was let through to the gallery is asked about what is below it, only.
    assert shown(ask(), program, under=program.gallery) == ["all"]


def test_restriction_of_an_unknown_kind_hides_its_pages(program, pages, ask):
    PageViewRestriction.objects.filter(pk=pages[1]["in"].pk).update(restriction_type="moonlight")

    assert shown(ask(UserFactory()), program) == ["all"]


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("stranger", ["all"]),
        ("user", ["all", "in"]),
        ("member", ["all", "group", "in"]),
    ],
)
def test_may_see_agrees_with_the_list(program, pages, ask, who, seen):
    made, _restrictions, group = pages
    user = None if who == "stranger" else UserFactory()
    if who == "member":
        user.groups.add(group)
    request = ask(user)

    assert sorted(title for title, page in made.items() if may_see(request, page)) == seen
    assert shown(request, program) == seen


def test_may_see_asks_about_the_pages_above_too(program, pages, ask):
    PageViewRestriction.objects.create(page=program.gallery, restriction_type="login")

    assert not may_see(ask(), pages[0]["all"])
    assert may_see(ask(UserFactory()), pages[0]["all"])


def hidden(request, tree, made):
    pks = gallery_access(request, tree.gallery).hidden_pages
    return sorted(title for title, page in made.items() if str(page.pk) in pks)


def test_hidden_pages_are_those_that_are_not_shown(program, pages, ask):
    made, restrictions, group = pages
    member = UserFactory()
    member.groups.add(group)

    assert hidden(anybody(), program, made) == ["group", "in", "pass"]
    assert hidden(ask(), program, made) == ["group", "in", "pass"]
    assert hidden(ask(UserFactory()), program, made) == ["group", "pass"]
    assert hidden(ask(member), program, made) == ["pass"]
    assert hidden(ask(passed=[restrictions["pass"].pk]), program, made) == ["group", "in"]
    assert hidden(ask(UserFactory(superuser=True)), program, made) == []


def test_hidden_pages_know_nothing_of_other_galleries(program, program_b, pages):
    assert gallery_access(anybody(), program_b.gallery).hidden_pages == frozenset()


def test_alias_is_as_hidden_as_the_page_it_shows(program, pages, ask):
    made = pages[0]
    other = add_page(program.program, "GALLERY_PAGE_MODEL", title="Members")
    alias = made["in"].create_alias(parent=other)

    assert gallery_access(ask(), other).hidden_pages == {str(alias.pk)}
    assert gallery_access(ask(UserFactory()), other).hidden_pages == frozenset()


@pytest.mark.parametrize("where", ["gallery", "program"])
def test_restricted_gallery_is_public_to_nobody_and_open_to_some(program, ask, where):
    assert gallery_access(ask(), program.gallery) == (frozenset(), True, True)

    PageViewRestriction.objects.create(page=getattr(program, where), restriction_type="login")

    assert gallery_access(ask(), program.gallery) == (frozenset(), False, False)
    assert gallery_access(ask(UserFactory()), program.gallery) == (frozenset(), False, True)


def test_gallery_access_takes_one_query(program, pages, ask, django_assert_num_queries):
    request = ask(UserFactory())

    with django_assert_num_queries(1):
        gallery_access(request, program.gallery)


def test_gallery_found_by_its_address_says_whether_it_may_be_restricted(program, visit):
    page = make_coach_page(program)

    def found():
        program.program.refresh_from_db()
        find(program=program.program, slug="coaches")
        return find(program=program.program, slug="coaches")

    assert found() == program.gallery
    assert found().known_unrestricted
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert not found().known_unrestricted
    restriction.delete()
    PageViewRestriction.objects.create(page=program.home, restriction_type="login")
    assert not found().known_unrestricted


def test_any_section_is_found(program):
    for _first_and_again in range(2):
        found = find(program=program.program, slug="questions")
        assert found == program.faq
        assert type(found) is type(program.faq)
    assert find(program=program.program, slug="nowhere") is None


def test_section_that_takes_the_place_of_another_is_found(program):
    assert find(program=program.program, slug="questions") == program.faq
    program.faq.delete()
    program.gallery.slug = "questions"
    program.gallery.save()

    for _first_and_again in range(2):
        found = find(program=program.program, slug="questions")
        assert found == program.gallery
        assert type(found) is type(program.gallery)


def test_section_that_is_seen_again_takes_one_query(program, django_assert_num_queries):
    find(program=program.program, slug="questions")

    with django_assert_num_queries(1):
        assert find(program=program.program, slug="questions").known_unrestricted


def test_gallery_elsewhere_is_not_found_by_its_slug(program_a, program_b):
    program_a.gallery.slug = "only-here"
    program_a.gallery.save()

    assert find(program=program_a.program, slug="only-here") == program_a.gallery
    assert find(program=program_b.program, slug="only-here") is None
