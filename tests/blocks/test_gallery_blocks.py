"""The blocks that show coaches, figures, quotes and Senior Advisors: live, public, of this site."""

import datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from tests.factories import (
    CoachRequestFactory,
    LanguageFactory,
    RoleFactory,
    TopicFactory,
    UserFactory,
    add_page,
    make_coach_page,
    make_image,
)
from tests.markup import links, parse, text_of, texts
from wagtail_coaching.blocks import (
    CoachFiguresBlock,
    CoachQuoteBlock,
    FeaturedCoachesBlock,
    SeniorAdvisorsBlock,
)
from wagtail_coaching.enums import RequestState

NAMES = ".coaching-featured .coaching-card__name"


@pytest.fixture
def show(program, visit):
    """Publish one block on the program page, and return what it shows; ``None`` for nothing."""

    def publish(kind, value, *, page=program.program):
        page.body = [(kind, value)]
        page.save()
        body = parse(visit(page)).select_one(".coaching-body")
        return body.select_one(".coaching-block")

    return publish


# --- featured coaches -----------------------------------------------------------------------------


def test_chosen_coaches_are_shown_in_the_editors_order(program, show):
    cy, ann = (make_coach_page(program, title=name) for name in ("Cy Young", "Ann Bell"))

    block = show("featured_coaches", {"heading": "Our picks", "coaches": [cy, ann]})

    assert text_of(block.h2) == "Our picks"
    assert texts(block, NAMES) == ["Cy Young", "Ann Bell"]
    assert links(block, ".coaching-more a") == [program.gallery.relative_url(program.site)]


def test_chosen_coaches_who_are_not_public_are_left_out(program_a, program_b, show):
    gone = make_coach_page(program_a, title="Gone")
    members = make_coach_page(program_a, title="Members")
    PageViewRestriction.objects.create(page=members, restriction_type="login")
    chosen = [
        make_coach_page(program_a, title="Draft", live=False),
        make_coach_page(program_b, title="Elsewhere"),
        make_coach_page(program_a, title="Hidden", coach__hidden=True),
        make_coach_page(program_a, title="Shown", coach__paused=True),
        members,
        gone,
    ]
    gone.delete()

    block = show("featured_coaches", {"coaches": chosen})

    assert texts(block, NAMES) == ["Shown"]


def test_block_of_coaches_who_are_all_gone_is_not_shown(program, show):
    page = make_coach_page(program, live=False)

    assert show("featured_coaches", {"heading": "Our picks", "coaches": [page]}) is None


def test_chosen_coaches_may_be_of_several_galleries_of_the_site(program, show):
    second = add_page(program.program, "GALLERY_PAGE_MODEL", title="More coaches")
    closed = add_page(program.program, "GALLERY_PAGE_MODEL", title="Closed")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    chosen = [
        make_coach_page(program, title=title, parent=parent)
        for title, parent in [("Two", second), ("Three", closed), ("One", program.gallery)]
    ]

    block = show("featured_coaches", {"coaches": chosen})

    assert texts(block, NAMES) == ["Two", "One"]


def test_without_a_choice_other_coaches_are_shown_every_day(program, show):
    for n in range(8):
        make_coach_page(program, title=f"Open {n}")
    make_coach_page(program, title="Paused", coach__paused=True)

    shown = []
    for day in range(1, 9):
        with time_machine.travel(datetime.datetime(2026, 3, day, 18, tzinfo=datetime.UTC)):
            shown.append(texts(show("featured_coaches", {"count": 3}), NAMES))

    assert all(len(names) == 3 and "Paused" not in names for names in shown)
    assert len({frozenset(names) for names in shown}) > 1


def test_without_a_choice_coaches_of_the_topics_are_shown(program_a, program_b, show):
    budgets, snow = (TopicFactory(site=program_a.site, name=name) for name in ("Budgets", "Snow"))
    foreign = TopicFactory(site=program_b.site)
    make_coach_page(program_a, title="Ann", coach__topics=[budgets])
    make_coach_page(program_a, title="Bo", coach__topics=[snow, budgets])
    make_coach_page(program_a, title="Cy")

    by_topics = texts(show("featured_coaches", {"topics": [budgets, foreign]}), NAMES)

    assert sorted(by_topics) == ["Ann", "Bo"]
    assert show("featured_coaches", {"topics": [foreign]}) is None


def test_block_without_a_heading_has_one_for_screen_readers(program, show):
    make_coach_page(program)

    block = show("featured_coaches", {"heading": ""})

    assert text_of(block.select_one("h2.coaching-hidden")) == "Some of our coaches"


def test_gallery_for_members_shows_nothing_to_others(program, show, client):
    make_coach_page(program, title="Ann Bell")
    PageViewRestriction.objects.create(page=program.gallery, restriction_type="login")
    body = {kind: {} for kind in ("featured_coaches", "coach_figures", "senior_advisors")}

    assert [show(kind, value) for kind, value in body.items()] == [None, None, None]
    client.force_login(UserFactory())
    assert texts(show("featured_coaches", {}), NAMES) == ["Ann Bell"]


def test_gallery_of_another_site_is_passed_over(program_a, program_b, show):
    make_coach_page(program_b, title="Carl Coast")

    assert show("featured_coaches", {"gallery": program_b.gallery}) is None
    assert show("coach_figures", {"gallery": program_b.gallery}) is None


# --- figures --------------------------------------------------------------------------------------


def figures(block):
    return dict(zip(texts(block, "dt"), texts(block, "dd"), strict=True))


def test_figures_are_counted_live(program, show):
    site = program.site
    topics = TopicFactory.create_batch(3, site=site)
    spanish = LanguageFactory(site=site)
    make_coach_page(program, us_state="IL", coach__topics=topics[:2], coach__languages=[spanish])
    make_coach_page(program, us_state="CA", coach__topics=topics[1:2])
    paused = make_coach_page(program, us_state="IL", coach__paused=True)
    make_coach_page(program, us_state="TX", live=False)
    names = ["coaches", "open_now", "states", "topics", "languages"]

    block = show("coach_figures", {"heading": "Today", "figures": names})

    assert text_of(block.h2) == "Today"
    assert figures(block) == {
        "coaches": "3",
        "open to new conversations": "2",
        "states": "2",
        "topics": "2",
        "language": "1",
    }
    paused.coach.paused_until = None
    paused.coach.save()
    assert figures(show("coach_figures", {"figures": ["open_now"]})) == {
        "open to new conversations": "3"
    }


def test_figures_that_are_nothing_are_left_out(program, show):
    make_coach_page(program, us_state="", coach__paused=True)

    assert figures(show("coach_figures", {})) == {"coach": "1"}


def test_figures_of_an_empty_gallery_are_not_shown(program, show):
    assert show("coach_figures", {"heading": "Today"}) is None


# --- quote ----------------------------------------------------------------------------------------


def test_quote_of_a_coach_leads_to_the_profile(program, show):
    page = make_coach_page(
        program, title="Ann Bell", job_title="Manager", organization="Elm", portrait=make_image()
    )

    block = show("coach_quote", {"quote": "I learn, too.\nAlways.", "coach": page, "name": "A."})

    assert text_of(block.blockquote) == "I learn, too. Always."
    assert text_of(block.figcaption) == "Ann Bell Manager, Elm"
    assert links(block, "a") == [page.relative_url(program.site)]
    assert len(block.select("img")) == 1


@pytest.mark.parametrize("how", ["draft", "members", "of another site", "nobody"])
def test_quote_of_a_coach_who_is_not_public_shows_the_name_alone(program_a, program_b, show, how):
    tree = program_b if how == "of another site" else program_a
    page = make_coach_page(tree, title="Ann Bell", live=how != "draft", portrait=make_image())
    if how == "members":
        PageViewRestriction.objects.create(page=page, restriction_type="login")

    block = show(
        "coach_quote",
        {
            "quote": "I learn, too.",
            "coach": None if how == "nobody" else page,
            "name": "A friend",
            "role": "Coach",
        },
    )

    assert text_of(block.figcaption) == "A friend Coach"
    assert block.select("a, img, .coaching-portrait") == []


# --- Senior Advisors ------------------------------------------------------------------------------


@pytest.fixture
def role(program):
    return RoleFactory(site=program.site, makes_introductions=True)


def test_senior_advisors_stand_by_state_with_a_link_for_an_introduction(program, show, role):
    ann, bo, cy = (
        make_coach_page(program, title=title, us_state=state, roles=[role])
        for title, state in [("Ann", "IL"), ("Bo", "CA"), ("Cy", "IL")]
    )
    make_coach_page(program, title="Di", roles=[role], us_state="")
    make_coach_page(program, title="Coach", us_state="IL", roles=[RoleFactory(site=program.site)])

    block = show("senior_advisors", {"heading": "Ask them", "text": "<p>They know.</p>"})

    assert text_of(block.h2) == "Ask them"
    assert texts(block, "h3") == ["California", "Illinois", "Without a state"]
    assert [texts(s, ".coaching-advisor__name") for s in block.select("h3 + ul")] == [
        ["Bo"],
        ["Ann", "Cy"],
        ["Di"],
    ]
    form = program.request_page.relative_url(program.site)
    assert links(block, ".coaching-advisor__ask a")[:3] == [
        f"{form}?advisor={page.pk}" for page in (bo, ann, cy)
    ]


def test_senior_advisor_who_takes_no_requests_has_no_link(program, show, role):
    make_coach_page(program, title="Paused", roles=[role], coach__paused=True)
    full = make_coach_page(program, title="Full", roles=[role], coach__capacity=1)
    CoachRequestFactory(site=program.site, coach=full.coach, state=RequestState.INTRODUCED)
    make_coach_page(program, title="Gone", roles=[role], coach__hidden=True)

    block = show("senior_advisors", {})

    assert texts(block, ".coaching-advisor__name") == ["Full", "Paused"]
    assert [
        bool(a.select(".coaching-advisor__ask")) for a in block.select(".coaching-advisor")
    ] == [
        True,
        False,
    ]
    assert len(block.select(".coaching-badge--paused")) == 1


def test_senior_advisors_without_a_request_page_have_no_link(program, show, role):
    make_coach_page(program, roles=[role])
    program.request_page.unpublish()

    assert show("senior_advisors", {}).select(".coaching-advisor__ask") == []


def test_block_without_a_senior_advisor_is_not_shown(program, show, role):
    make_coach_page(program)

    assert show("senior_advisors", {"heading": "Ask them"}) is None


# --- on a host's own pages ------------------------------------------------------------------------


def test_block_outside_of_a_program_shows_the_sites_gallery(program_a, program_b, rf, visit):
    make_coach_page(program_a, title="Ann Bell")
    make_coach_page(program_b, title="Carl Coast")
    block = FeaturedCoachesBlock()
    template = Template("{% load wagtailcore_tags %}{% include_block bound %}")

    def shown_at(host):
        bound = block.bind(block.normalize({}))
        return template.render(Context({"bound": bound, "request": rf.get("/", headers=host)}))

    a, b = (shown_at({"host": tree.site.hostname}) for tree in (program_a, program_b))
    assert ("Ann Bell" in a, "Carl Coast" in a) == (True, False)
    assert ("Ann Bell" in b, "Carl Coast" in b) == (False, True)


@pytest.mark.parametrize("block", [FeaturedCoachesBlock(), CoachFiguresBlock()])
def test_block_without_a_request_shows_nothing(program, block):
    make_coach_page(program)

    assert block.render(block.normalize({})).strip() == ""


# --- queries --------------------------------------------------------------------------------------


@pytest.fixture
def coaches(program, role):
    """Return a function that makes Senior Advisors with all that a card shows."""

    def make(count):
        return [
            make_coach_page(
                program,
                portrait=make_image(),
                us_state=("IL", "CA", "TX")[n % 3],
                roles=[role],
                coach__topics=[TopicFactory(site=program.site)],
            )
            for n in range(count)
        ]

    return make


@pytest.fixture
def queries_of(program, rf):
    """Return a function that shows blocks on a host's own page, and returns how many queries that
    takes, and the page.
    """
    template = Template(
        "{% load wagtailcore_tags %}{% for b in blocks %}{% include_block b %}{% endfor %}"
    )

    def show(blocks):
        bound = [block.bind(block.normalize(value)) for block, value in blocks]
        request = rf.get("/", headers={"host": program.site.hostname})
        with CaptureQueriesContext(connection) as queries:
            markup = template.render(Context({"blocks": bound, "request": request}))
        return len(queries), BeautifulSoup(markup, "html.parser")

    def show_again(blocks):
        show(blocks)
        return show(blocks)

    return show_again


@pytest.mark.parametrize("count", [1, 3])
def test_blocks_take_a_fixed_number_of_queries(
    program, revisit, count, coaches, django_assert_max_num_queries
):
    """All but three are the program page's own: it shows coaches of the gallery itself. Two are the
    chosen coaches', which Wagtail loads for each kind of block, and one the roles'.
    """
    chosen = coaches(count)
    page = program.program
    page.body = [
        ("featured_coaches", {"coaches": chosen}),
        ("featured_coaches", {"count": 3}),
        ("coach_figures", {}),
        ("coach_quote", {"quote": "I learn, too.", "coach": chosen[0]}),
        ("senior_advisors", {}),
    ]
    page.save()
    get_again = revisit(page)

    with django_assert_max_num_queries(18):
        get_again()


def test_more_blocks_of_a_gallery_take_no_more_queries(queries_of, coaches):
    chosen = coaches(3)
    blocks = [
        (FeaturedCoachesBlock(), {"coaches": chosen}),
        (FeaturedCoachesBlock(), {"count": 3}),
        (CoachFiguresBlock(), {"figures": ["coaches"]}),
        (CoachQuoteBlock(), {"quote": "I learn, too.", "coach": chosen[0]}),
        (SeniorAdvisorsBlock(), {}),
    ]

    once, _page = queries_of(blocks)
    thrice, page = queries_of(blocks * 3)

    # The site, the gallery, its language, its restrictions, its index, topics, coaches, portraits,
    # roles, and the program with its request page.
    assert once <= 11
    assert thrice == once
    assert len(page.select(".coaching-block")) == 15


def test_block_with_other_coaches_takes_what_loading_these_takes(queries_of, coaches):
    first, second, third = coaches(3)

    def queries(*choices):
        block = FeaturedCoachesBlock()
        return queries_of([(block, {"coaches": chosen}) for chosen in choices])[0]

    queries([first, second, third])
    once = queries([first])
    assert once <= 8
    # Coaches and portraits of who is not there yet; nothing for who is.
    assert queries([first], [second, first]) == once + 2
    assert queries([first], [second, third], [third, second, first]) == once + 2


def test_next_request_sees_what_has_been_changed(program, show, coaches):
    shown = coaches(2)
    assert figures(show("coach_figures", {"figures": ["coaches"]})) == {"coaches": "2"}

    shown[0].unpublish()

    assert figures(show("coach_figures", {"figures": ["coaches"]})) == {"coach": "1"}
