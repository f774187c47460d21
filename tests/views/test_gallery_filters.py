"""Filtering the gallery: whatever the query string says, it answers."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.factories import OrganizationTypeFactory, TopicFactory, make_coach_page
from tests.markup import links, parse, text_of, texts
from wagtail_coaching.forms.gallery import CoachFilterSet


@pytest.fixture
def coaches(program):
    """Coaches by the first letter of their topics (b, h) and their organization's type (c, t)."""
    budgets = TopicFactory(site=program.site, name="Budgets", sort_order=1)
    hiring = TopicFactory(site=program.site, name="Hiring", sort_order=2)
    TopicFactory(site=program.site, name="Zoning", sort_order=3)
    city = OrganizationTypeFactory(site=program.site, name="City", sort_order=1)
    town = OrganizationTypeFactory(site=program.site, name="Town", sort_order=2)
    for title, topics, kind in (
        ("b-c", [budgets], city),
        ("b-t", [budgets], town),
        ("bh-c", [budgets, hiring], city),
        ("h-t", [hiring], town),
        ("none", [], None),
    ):
        make_coach_page(
            program, title=title, coach__topics=topics, organization_type=kind, job_title="Manager"
        )
    return program


@pytest.fixture
def found(coaches, visit):
    def find(query):
        by_name = f"?sort=name&{query[1:]}"
        return texts(parse(visit(coaches.gallery, by_name)), ".coaching-card__name")

    return find


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["b-c", "b-t", "bh-c", "h-t", "none"]),
        ("?topic=budgets", ["b-c", "b-t", "bh-c"]),
        ("?topic=hiring", ["bh-c", "h-t"]),
        ("?topic=budgets&topic=hiring", ["b-c", "b-t", "bh-c", "h-t"]),
        ("?organization_type=city", ["b-c", "bh-c"]),
        ("?organization_type=city&organization_type=town", ["b-c", "b-t", "bh-c", "h-t"]),
        ("?topic=hiring&organization_type=town", ["h-t"]),
        ("?topic=budgets&topic=hiring&organization_type=town", ["b-t", "h-t"]),
        ("?topic=zoning", []),
        ("?q=bh", ["bh-c"]),
        ("?q=manager", ["b-c", "b-t", "bh-c", "h-t", "none"]),
        ("?q=hiring", ["bh-c", "h-t"]),
        ("?q=manager&topic=hiring&organization_type=town", ["h-t"]),
        ("?q=b+t&topic=budgets", ["b-t"]),
    ],
)
def test_filters_are_or_within_and_and_across(found, query, names):
    assert found(query) == names


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?topic=unknown", ["b-c", "b-t", "bh-c", "h-t", "none"]),
        ("?topic=unknown&topic=hiring", ["bh-c", "h-t"]),
        ("?organization_type=unknown", ["b-c", "b-t", "bh-c", "h-t", "none"]),
        ("?organization_type=unknown&topic=hiring", ["bh-c", "h-t"]),
        ("?topic=HIRING", ["b-c", "b-t", "bh-c", "h-t", "none"]),
        ("?topic=", ["b-c", "b-t", "bh-c", "h-t", "none"]),
        ("?topic=%00", ["b-c", "b-t", "bh-c", "h-t", "none"]),
        ("?topic=hiring&topic=hiring", ["bh-c", "h-t"]),
        ("?topic[]=hiring", ["b-c", "b-t", "bh-c", "h-t", "none"]),
        ("?q=", ["b-c", "b-t", "bh-c", "h-t", "none"]),
        ("?q=%20%20", ["b-c", "b-t", "bh-c", "h-t", "none"]),
        ("?q=%00", ["b-c", "b-t", "bh-c", "h-t", "none"]),
        ("?q=%00&topic=hiring", ["bh-c", "h-t"]),
        ("?q=bh" + "%20" * 300 + "x", ["bh-c"]),
        ("?q=bh" + "%20" * 195 + "xyzxyz", []),
        ("?q=" + "x" * 201, []),
        ("?q=%00bh", ["bh-c"]),
        ("?q=nobody&q=bh", ["bh-c"]),
        ("?utm_source=mail", ["b-c", "b-t", "bh-c", "h-t", "none"]),
        ("?order_by=coach__person__email", ["b-c", "b-t", "bh-c", "h-t", "none"]),
        ("?coach__person__email__startswith=a", ["b-c", "b-t", "bh-c", "h-t", "none"]),
    ],
)
def test_what_the_gallery_does_not_know_it_passes_over(found, query, names):
    assert found(query) == names


def test_more_parameters_than_django_reads_are_left_out(visit, program):
    response = visit(program.gallery, "?" + "&".join(f"topic={number}" for number in range(1200)))

    assert (response.status_code, response["Location"]) == (
        302,
        program.gallery.relative_url(program.site),
    )


def test_topic_of_another_site_is_unknown(found, program_b):
    TopicFactory(site=program_b.site, name="Harbors")

    assert found("?topic=harbors") == ["b-c", "b-t", "bh-c", "h-t", "none"]


def test_chips_take_one_filter_away_each(coaches, visit):
    query = "?q=manager&topic=hiring&topic=budgets&organization_type=town&page=1"

    soup = parse(visit(coaches.gallery, query))

    chips = {
        text_of(a).removeprefix("Remove: "): sorted(parse_qsl(a["href"][1:]))
        for a in soup.select(".coaching-chip:not(.coaching-chip--clear)")
    }
    everything = [
        ("organization_type", "town"),
        ("q", "manager"),
        ("topic", "budgets"),
        ("topic", "hiring"),
    ]
    assert list(chips) == ["“manager”", "Budgets", "Hiring", "Town"]
    assert chips == {
        "“manager”": [p for p in everything if p[0] != "q"],
        "Budgets": [p for p in everything if p[1] != "budgets"],
        "Hiring": [p for p in everything if p[1] != "hiring"],
        "Town": [p for p in everything if p[1] != "town"],
    }
    assert links(soup, ".coaching-chip--clear") == ["?"]


def test_chips_are_for_what_is_known(coaches, visit):
    soup = parse(visit(coaches.gallery, "?topic=unknown&q=%00&page=2"))

    assert soup.select(".coaching-chip") == []


def test_chip_holds_what_was_typed_as_text(coaches, visit):
    soup = parse(visit(coaches.gallery, "?" + urlencode({"q": '<b>"x" & y</b>'})))

    assert texts(soup, ".coaching-chip:not(.coaching-chip--clear)") == ['Remove: “<b>"x" & y</b>”']
    assert soup.select_one("input[name=q]")["value"] == '<b>"x" & y</b>'
    assert soup.select("b") == []


def test_form_shows_what_is_chosen(coaches, visit):
    soup = parse(visit(coaches.gallery, "?q=manager&topic=hiring&organization_type=unknown"))

    form = soup.select_one("form.coaching-filters")
    assert (form["method"], form["action"]) == ("get", coaches.gallery.relative_url(coaches.site))
    assert form.select_one("input[name=q]")["value"] == "manager"
    assert [box["value"] for box in form.select("input[checked]")] == ["hiring"]
    assert texts(form, "legend") == ["Topic", "Availability", "Type of organization"]
    assert texts(form, ".coaching-choice") == [
        "Budgets 3",
        "Hiring 2",
        "Zoning 0",
        "Open to new conversations 2",
        "City 1",
        "Town 1",
    ]
    assert [box["value"] for box in form.select("input[disabled]")] == ["zoning"]
    assert text_of(form.summary) == "More filters 2 in use"


def test_form_labels_every_field(coaches, visit):
    form = parse(visit(coaches.gallery)).select_one("form.coaching-filters")
    labelled = {label["for"] for label in form.select("label")}

    assert {field["id"] for field in form.select("input")} == labelled
    assert len(labelled) == len(form.select("label"))


def test_pages_keep_the_filters(program, visit):
    topic = TopicFactory(site=program.site, name="Budgets")
    for n in range(25):
        make_coach_page(program, title=f"Coach {n:02}", coach__topics=[topic])

    soup = parse(visit(program.gallery, "?sort=name&q=coach&utm_source=mail&topic=x&topic=budgets"))

    assert links(soup, "a[rel=next]") == ["?q=coach&topic=budgets&sort=name&page=2"]
    second = parse(visit(program.gallery, links(soup, "a[rel=next]")[0]))
    assert texts(second, ".coaching-card__name") == ["Coach 24"]


FACETS = list(CoachFilterSet.facet_labels())
KEYS = st.sampled_from(["q", *FACETS, "sort", "view", "page", "coach", "x", ""]) | st.text()
KNOWN = ["budgets", "city", "IL", "open", "under-2500", "match", "name", "advisors"]
VALUES = st.one_of(
    st.text(),
    st.text(min_size=150, max_size=300),
    st.sampled_from([*KNOWN, "\0", "%", "'", "0", "-1", "9" * 30, "1e9"]),
    st.integers().map(str),
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(parameters=st.lists(st.tuples(KEYS, VALUES), max_size=6))
@example(parameters=[("page", "9" * 5000)])
@example(parameters=[("topic", "\ud800".encode("utf-16", "surrogatepass").decode("latin-1"))])
@example(parameters=[("q", "a" * 100 + " b" * 50)])
def test_any_query_string_is_answered(coaches, visit, parameters):
    encoded = [
        (key.encode(errors="replace"), value.encode(errors="replace")) for key, value in parameters
    ]

    response = visit(coaches.gallery, f"?{urlencode(encoded)}")

    assert response.status_code == 200


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(raw=st.binary(max_size=60))
@example(raw=b"q=\xff\xfe&topic=%ff&page=%zz")
@example(raw=b"q=%ED%A0%80")
@example(raw=b"&&==&;;")
def test_any_bytes_in_the_query_string_are_answered(coaches, client, raw):
    response = client.get(
        coaches.gallery.relative_url(coaches.site),
        headers={"host": coaches.site.hostname},
        QUERY_STRING=raw.decode("latin-1"),
    )

    assert response.status_code == 200
