"""The demo: what it invents, and, in processes of its own, what it puts into a database."""

import datetime
import io
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from example_site.demo import dates
from example_site.demo.biographies import in_words
from example_site.demo.hair import Hair
from example_site.demo.learners import LEARNERS, REQUESTS, invent_learners, invent_requests
from example_site.demo.looks import FEMININE, GARMENTS, MASCULINE
from example_site.demo.portraits import draw_portrait
from example_site.demo.profiles import Profile, invent_profiles
from example_site.demo.texts import load
from wagtail_coaching.enums import PopulationBand

ROOT = Path(__file__).resolve().parents[2]
SETTINGS_FROM_OUTSIDE = ("CACHE_URL", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "EMAIL_URL")
COACHES = 12
# People whom the site knows by what they sent: four of them would be coaches.
APPLICANTS, OTHERS = 4, 4

# Run inside the example site: is everything as if editors had published it, one by one?
LOOK_CLOSELY = """
from django.core.management import call_command
from wagtail.models import Page, ReferenceIndex
from wagtail_coaching.enums import ApplicationState
from wagtail_coaching.forms.application_steps import ApplicationSteps
from wagtail_coaching.models import (
    Coach, CoachApplication, CoachNomination, CoachRequest, Person, Webinar
)

assert not any(Page.find_problems())
for page in Page.objects.filter(depth__gt=1).specific():
    page.full_clean()
    assert page.latest_revision_id, page
    assert page.live == (page.live_revision_id == page.latest_revision_id), page
    assert page.has_unpublished_changes != page.live, page
for model in (Coach, CoachApplication, CoachNomination, CoachRequest, Person, Webinar):
    for record in model.objects.all():
        record.full_clean()
for application in CoachApplication.objects.exclude(state=ApplicationState.STARTED):
    assert ApplicationSteps(application).first_open() == "consent", application

def references():
    return set(ReferenceIndex.objects.values_list("object_id", "to_object_id", "model_path"))

before = references()
call_command("rebuild_references_index", verbosity=0)
assert references() == before
assert Page.objects.live().search("Grzybowski").count() >= 1
print("as it should be")
"""


# Run inside the example site, too: what does it take to show its pages, to a visitor?
COUNT_QUERIES = """
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail_coaching.pages.models import CoachGalleryPage, CoachingProgramPage, CoachPage

gallery, program = CoachGalleryPage.objects.get(), CoachingProgramPage.objects.get()
profiles = CoachPage.objects.live().select_related("coach")
open_one = next(page for page in profiles if page.coach.availability == "open")
paused = next(page for page in profiles if page.coach.availability == "paused")
limits = {
    gallery.url: 12,
    f"{gallery.url}?topic=career-progression&state=IL&q=manager": 12,
    open_one.url: 12,
    paused.url: 12,
    program.url: 28,
}
client = Client()
for url, limit in limits.items():
    client.get(url, headers={"host": "localhost:8765"})
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url, headers={"host": "localhost:8765"})
    assert response.status_code == 200, url
    assert len(queries) <= limit, (url, len(queries))
print("few queries")
"""


def manage(
    var_dir: Path, *arguments: str, seed: int = 0, **environment: str
) -> subprocess.CompletedProcess[str]:
    inherited = {k: v for k, v in os.environ.items() if k not in SETTINGS_FROM_OUTSIDE}
    return subprocess.run(
        [
            sys.executable,
            "-W",
            "error::DeprecationWarning:example_site",
            "example_site/manage.py",
            *list(arguments),
        ],
        cwd=ROOT,
        env={
            **inherited,
            "VAR_DIR": str(var_dir),
            "WAGTAILADMIN_BASE_URL": "http://localhost:8765",
            # Nothing may depend on the order of sets.
            "PYTHONHASHSEED": str(seed),
            **environment,
        },
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )


def rows(var_dir: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(var_dir / "db.sqlite3")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def count_all(var_dir: Path) -> dict[str, int]:
    tables = rows(var_dir, "SELECT name FROM sqlite_master WHERE type = 'table'")
    return {
        str(name): int(str(rows(var_dir, f'SELECT COUNT(*) FROM "{name}"')[0][0]))  # noqa: S608
        for (name,) in tables
        if not str(name).startswith("django_session")
    }


@pytest.fixture(scope="module")
def profiles() -> list[Profile]:
    return invent_profiles(200)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an example site whose database has its tables, and nothing in them."""
    var_dir = tmp_path_factory.mktemp("empty")
    result = manage(var_dir, "migrate", "--verbosity=0")
    assert result.returncode == 0, result.stderr
    return var_dir


@pytest.fixture(scope="module")
def filled(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an example site with the demo, made once for all tests that only look."""
    var_dir = tmp_path_factory.mktemp("filled")
    shutil.copytree(empty, var_dir, dirs_exist_ok=True)
    result = manage(var_dir, "coaching_demo", f"--coaches={COACHES}", seed=1)
    assert result.returncode == 0, result.stderr
    (var_dir / "said.txt").write_text(result.stdout, encoding="utf-8")
    return var_dir


# --- What is invented -----------------------------------------------------------------------------


def test_coaches_are_where_they_should_be(profiles: list[Profile]) -> None:
    states = Counter(profile.us_state for profile in profiles)

    assert 115 <= states["CA"] <= 125
    assert 28 <= states["IL"] <= 34
    assert len(states) > 20


def test_coaches_are_of_every_kind(profiles: list[Profile]) -> None:
    bands = {PopulationBand.for_population(profile.population) for profile in profiles}

    assert bands >= set(PopulationBand)
    assert len({profile.organization_type for profile in profiles}) == 10
    assert len({profile.career_stage for profile in profiles}) == 6
    assert all(2 <= len(set(profile.topics)) <= 6 for profile in profiles)


def test_some_coaches_are_special(profiles: list[Profile]) -> None:
    names = Counter(profile.name for profile in profiles)

    assert [name for name, number in names.items() if number > 1] == ["Teresa Lozano"]
    assert max(len(name.split()[-1]) for name in names) == 40
    assert sum(profile.look is None for profile in profiles) == 24
    assert sum(profile.paused_for_days is not None for profile in profiles) == 30
    assert sum(profile.confirmed_days_ago > 366 for profile in profiles) == 2
    assert sum(profile.is_full for profile in profiles) == 10
    assert sum((profile.accepting_for_days or 0) < 0 for profile in profiles) == 5
    not_public = [profile.vetting for profile in profiles if profile.vetting]
    assert sorted(not_public) == ["changes", "overdue", "suspended", "waiting"]


def test_nobody_can_be_reached_by_mistake(profiles: list[Profile]) -> None:
    learners = invent_learners(profiles)
    everybody = [*profiles, *learners]

    assert len({person.email for person in everybody}) == len(everybody)
    assert all(person.email.endswith("@example.org") for person in everybody)
    assert all(" 555-01" in person.phone for person in everybody if person.phone)
    assert not {p.name for p in profiles} & {learner.name for learner in learners}


def test_applicants_and_nominees_are_nobody_else(profiles: list[Profile]) -> None:
    texts = load("applicants")
    names = [
        *(applicant["name"] for applicant in texts["applicant"]),
        *(
            entry[key]
            for entry in texts["nomination"]
            for key in ("nominator", "nominee")
            if key in entry
        ),
    ]

    assert len(names) == len(set(names))
    assert not set(names) & {one.name for one in [*profiles, *invent_learners(profiles)]}
    phones = [applicant["phone"] for applicant in texts["applicant"] if "phone" in applicant]
    assert all(" 555-01" in phone for phone in phones)


def test_neighbors_in_the_gallery_differ(profiles: list[Profile]) -> None:
    in_order = sorted(profiles, key=lambda profile: (profile.name, profile.email))

    for one, other in pairwise(in_order):
        if one.biography and other.biography:
            assert one.biography[0] != other.biography[0], (one.name, other.name)
            assert one.ask_me_about != other.ask_me_about, (one.name, other.name)


def test_texts_are_complete(profiles: list[Profile]) -> None:
    written = [
        text
        for profile in profiles
        for text in (*profile.ask_me_about, *(str(value) for _, value in profile.biography))
    ]
    asks = invent_requests(invent_learners(profiles), profiles)

    for text in (*written, *(ask.message for ask in asks), *(ask.staff_notes for ask in asks)):
        for trace in (
            "{few",
            "{org",
            "{our",
            "{years",
            "{coach",
            "{name",
            "  ",
            "None",
            "the the ",
        ):
            assert trace not in text


def test_first_coaches_are_the_same_for_any_number(profiles: list[Profile]) -> None:
    assert invent_profiles(COACHES) == profiles[:COACHES]


def test_requests_are_in_every_state_and_from_everybody(profiles: list[Profile]) -> None:
    learners = invent_learners(profiles)
    asks = invent_requests(learners, profiles)

    assert (len(learners), len(asks)) == (LEARNERS, REQUESTS)
    assert {ask.state for ask in asks} == {"new", "in_progress", "introduced", "ended", "closed"}
    assert {ask.learner for ask in asks} == set(range(LEARNERS))
    assert max(ask.minutes_ago for ask in asks) <= 366 * 24 * 60
    assert all(0 <= ask.state_changed_minutes_ago <= ask.minutes_ago for ask in asks)
    assert not any(ask.coach is not None and profiles[ask.coach].vetting for ask in asks)
    assert 0 < sum(ask.coach is None for ask in asks) < REQUESTS / 2
    assert 0 < sum(bool(ask.staff_notes) for ask in asks) < REQUESTS


def test_learners_take_as_many_places_as_there_are(profiles: list[Profile]) -> None:
    asks = invent_requests(invent_learners(profiles), profiles)

    taken = Counter(
        ask.coach for ask in asks if ask.state == "introduced" and not ask.for_introduction
    )
    full = {n for n, profile in enumerate(profiles) if taken[n] == profile.capacity}
    assert full == {n for n, profile in enumerate(profiles) if profile.is_full}
    assert all(taken[n] <= profile.capacity for n, profile in enumerate(profiles))


def test_senior_advisors_of_several_states_are_asked_for_introductions(
    profiles: list[Profile],
) -> None:
    advisors = {n for n, p in enumerate(profiles) if "senior-advisor" in p.roles}
    asks = invent_requests(invent_learners(profiles), profiles)

    assert len(advisors) == 6
    assert {profiles[n].us_state for n in advisors} == {"CA", "DC", "IL", "NC", "TX"}
    introductions = Counter(ask.coach for ask in asks if ask.for_introduction)
    assert set(introductions) <= advisors
    assert introductions.total() > 10


def test_coaches_offer_and_show_different_things(profiles: list[Profile]) -> None:
    def counted(name: str) -> Counter[str]:
        return Counter(slug for profile in profiles for slug in getattr(profile, name))

    ends = [days for profile in profiles for _slug, days in profile.credentials if days is not None]
    assert {"coach", "catalyst", "mentor", "senior-advisor"} == set(counted("roles"))
    assert {"phone", "video", "in-person"} == set(counted("formats"))
    assert counted("languages")["spanish"] > 30
    assert set(counted("languages")) >= {"english", "american-sign-language", "mandarin"}
    for name in ("phone_visibility", "email_visibility"):
        assert {getattr(p, name) for p in profiles} == {"everyone", "members", "accepted"}
    assert 3 <= sum(days < 0 for days in ends) < len(ends) / 3
    assert sum(bool(profile.preferred_name) for profile in profiles) > 10
    assert all(profile.time_zone for profile in profiles)


def test_every_look_can_be_drawn(profiles: list[Profile]) -> None:
    looks = [profile.look for profile in profiles if profile.look]

    with Image.open(io.BytesIO(draw_portrait(looks[0]))) as picture:
        assert (picture.format, picture.size) == ("JPEG", (400, 400))
    assert draw_portrait(looks[0]) == draw_portrait(looks[0])
    for style in (*MASCULINE, *FEMININE, "scarf"):
        assert hasattr(Hair, f"hair_{style}")
    drawn = {(look.style, look.garment): look for look in looks}
    assert {garment for _, garment in drawn} == set(GARMENTS)
    for look in drawn.values():
        draw_portrait(look)


@pytest.mark.parametrize("number", [0, 7, 12, 20, 21, 48, 99])
def test_numbers_in_words(number: int) -> None:
    words = {0: "zero", 7: "seven", 12: "twelve", 20: "twenty", 21: "twenty-one"}

    assert in_words(number) == {**words, 48: "forty-eight", 99: "ninety-nine"}[number]


@pytest.mark.parametrize("year", range(2026, 2032))
def test_webinars_surround_any_day(year: int) -> None:
    for day in range(365):
        check_webinars_around(datetime.date(year, 1, 1) + datetime.timedelta(days=day))


def check_webinars_around(today: datetime.date) -> None:
    coming = dates.upcoming(today)
    called_off = dates.canceled(today)
    moved_from = dates.before_move(coming[1])
    gone = dates.past(today)

    assert 2 <= (coming[0].start.date() - today).days <= 10, today
    assert coming[0].start < called_off.start < coming[1].start < coming[2].start, today
    assert coming[0].start.date() < moved_from.start.date() < coming[1].start.date(), today
    assert coming[0].start.utcoffset() != coming[2].start.utcoffset(), today
    assert len({times.start for times in gone}) == 18, today
    assert today - datetime.timedelta(days=3 * 366) < gone[-1].start.date(), today
    assert gone[0].end.date() < today, today
    for times in (*coming, called_off, moved_from, *gone):
        length = times.end.astimezone(datetime.UTC) - times.start.astimezone(datetime.UTC)
        assert length == datetime.timedelta(minutes=75), today
        assert times.start.weekday() < 5, today


# --- What comes into the database -----------------------------------------------------------------


@pytest.mark.own_process
def test_fills_an_empty_site(filled: Path) -> None:
    counts = count_all(filled)
    said = (filled / "said.txt").read_text(encoding="utf-8")

    assert counts["wagtail_coaching_coach"] == COACHES + APPLICANTS
    assert counts["wagtail_coaching_pages_coachpage"] == COACHES + APPLICANTS
    assert counts["wagtail_coaching_person"] == COACHES + LEARNERS + APPLICANTS + OTHERS
    assert counts["wagtail_coaching_coachrequest"] == REQUESTS
    assert counts["wagtail_coaching_webinar"] == 22
    assert counts["wagtail_coaching_pages_faqpage"] == 2
    assert counts["wagtail_coaching_staffrecipient"] == 5
    for line in ("12 coaches", "450 learners", "600 requests", "http://localhost:8765/coaching/"):
        assert line in said
    for user in ("admin", "editor", "reviewer"):
        assert f"  {user:<10}coaching-demo" in said


@pytest.mark.own_process
def test_one_webinar_is_canceled_and_one_was_moved(filled: Path) -> None:
    changed = rows(
        filled,
        "SELECT status, sequence FROM wagtail_coaching_webinar WHERE sequence > 0 ORDER BY status",
    )

    assert changed == [("canceled", 1), ("scheduled", 1)]


@pytest.mark.own_process
def test_one_coach_is_asked_whether_all_is_still_right(filled: Path) -> None:
    asked = rows(filled, "SELECT state, reminders FROM wagtail_coaching_coachconfirmation")
    written = rows(
        filled,
        "SELECT kind FROM wagtail_coaching_message WHERE kind LIKE 'confirm%' ORDER BY id",
    )

    assert asked == [("asked", 1)]
    assert written == [("confirm_profile",), ("confirm_profile_reminder",)]


@pytest.mark.own_process
def test_applications_and_nominations_stand_where_they_may(filled: Path) -> None:
    applications = rows(
        filled,
        "SELECT a.role, a.state, v.state, a.portrait IS NOT NULL, json_array_length(a.answers) "
        "FROM wagtail_coaching_coachapplication a "
        "LEFT JOIN wagtail_coaching_coachvetting v ON v.coach_id = a.coach_id ORDER BY a.id",
    )
    waiting = rows(
        filled,
        "SELECT CAST(julianday('now') - julianday(submitted_at) AS INTEGER), "
        "julianday('now') - julianday(v.due_on) > 1 "
        "FROM wagtail_coaching_coachapplication a "
        "JOIN wagtail_coaching_coachvetting v ON v.coach_id = a.coach_id "
        "WHERE v.state = 'waiting' ORDER BY submitted_at",
    )
    nominations = rows(filled, "SELECT state FROM wagtail_coaching_coachnomination ORDER BY id")

    assert applications == [
        ("coach", "submitted", "waiting", 1, 2),
        ("coach", "submitted", "rejected", 1, 2),
        ("coach", "submitted", "waiting", 1, 2),
        ("both", "submitted", "waiting", 1, 2),
        ("learner", "accepted", None, 0, 2),
        ("coach", "unproven", None, 0, 2),
        ("coach", "started", None, 0, 0),
    ]
    assert waiting == [(22, 1), (4, 0), (2, 0)]
    assert nominations == [("asked",), ("unproven",)]


@pytest.mark.own_process
def test_users_are_in_their_groups(filled: Path) -> None:
    found = rows(
        filled,
        "SELECT username, is_superuser, auth_group.name FROM auth_user "
        "LEFT JOIN auth_user_groups ON user_id = auth_user.id "
        "LEFT JOIN auth_group ON auth_group.id = group_id ORDER BY username",
    )

    assert found == [
        ("admin", 1, None),
        ("editor", 0, "Coaching editors"),
        ("reviewer", 0, "Coach reviewers"),
    ]


@pytest.mark.own_process
def test_everything_is_as_if_editors_had_published_it(filled: Path) -> None:
    result = manage(filled, "shell", "--command", LOOK_CLOSELY)

    assert "as it should be" in result.stdout, result.stderr


@pytest.mark.own_process
def test_pages_take_few_queries(filled: Path) -> None:
    result = manage(filled, "shell", "--command", COUNT_QUERIES)

    assert result.returncode == 0, result.stderr
    assert "few queries" in result.stdout, result.stdout


@pytest.mark.own_process
def test_second_run_adds_nothing(filled: Path) -> None:
    before = count_all(filled)

    again = manage(filled, "coaching_demo", f"--coaches={COACHES}")
    if_empty = manage(filled, "coaching_demo", "--if-empty")

    assert count_all(filled) == before
    for result in (again, if_empty):
        assert result.returncode == 0, result.stderr
        assert "Nothing was changed." in result.stdout


@pytest.mark.own_process
def test_two_sites_are_filled_alike(filled: Path, empty: Path, tmp_path: Path) -> None:
    shutil.copytree(empty, tmp_path, dirs_exist_ok=True)

    result = manage(tmp_path, "coaching_demo", f"--coaches={COACHES}", seed=2)

    assert result.returncode == 0, result.stderr
    for query in (
        "SELECT path, title, slug, live FROM wagtailcore_page ORDER BY path",
        "SELECT job_title, population, ask_me_about FROM wagtail_coaching_pages_coachpage",
        "SELECT coach_id, topic_id FROM wagtail_coaching_coach_topics ORDER BY id",
        # The files of what applicants sent have names that nobody can guess.
        "SELECT title, file, file_hash FROM wagtailimages_image WHERE file_hash <> '' ORDER BY id",
        "SELECT title, width, height FROM wagtailimages_image ORDER BY id",
        "SELECT name, email, facts, portrait FROM wagtail_coaching_coachapplication ORDER BY id",
        "SELECT name, email, phone FROM wagtail_coaching_person ORDER BY id",
        "SELECT email, coach_id, state, message FROM wagtail_coaching_coachrequest ORDER BY id",
    ):
        assert rows(tmp_path, query) == rows(filled, query)


@pytest.mark.own_process
def test_makes_no_well_known_passwords_on_a_live_site(empty: Path) -> None:
    result = manage(
        empty,
        "coaching_demo",
        DJANGO_SETTINGS_MODULE="example_site.settings.production",
        SECRET_KEY="only-for-tests",
        ALLOWED_HOSTS="www.example.org",
        EMAIL_URL="dummymail://",
    )

    assert result.returncode == 1
    assert "--force" in result.stderr
    assert rows(empty, "SELECT COUNT(*) FROM auth_user") == [(0,)]
