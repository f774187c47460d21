"""Coaching → Applications: what staff read, decide and withdraw; and the panel beside a profile."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from wagtail.models import GroupSitePermission, ModelLogEntry

from tests.admin.listings import errors, row_names, soup_of
from tests.factories import TopicFactory, set_settings
from tests.markup import text_of, texts
from tests.services.application_cases import EMAIL, NAME, applied, begun, photo, send
from wagtail_coaching.conf import coaching_settings
from wagtail_coaching.enums import ApplicationRole, ApplicationState, CoachState, VettingState
from wagtail_coaching.models import Coach, CoachApplication, CoachVetting, Message, Person

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from tests.admin.conftest import Staff
    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db

INDEX = "/admin/coaching/applications/"
SCRIPT = "<script>alert('applied')</script>"


def url(view: str, application: CoachApplication) -> str:
    return reverse(f"wagtail_coaching_applications:{view}", args=[application.pk])


def profile_of(application: CoachApplication) -> Any:
    model = coaching_settings.page_model("COACH_PAGE_MODEL")
    return model.objects.get(coach=application.coach)


def learner(tree: ProgramTree, **facts: Any) -> CoachApplication:
    set_settings(tree.site, learners_are_reviewed=True)
    return applied(tree.site, role=ApplicationRole.LEARNER, **facts)


def rows(response: Any) -> list[list[str]]:
    found = soup_of(response).select("table.listing tbody tr")
    return [[cell.get_text(" ", strip=True) for cell in row.select("td")][:3] for row in found]


# --- the list -------------------------------------------------------------------------------------


def test_list_shows_what_was_sent_and_proven_and_only_to_whom_it_concerns(
    staff: Staff, a: ProgramTree, b: ProgramTree
) -> None:
    applied(a.site, name="Ann Bell", email="ann@example.org")
    learner(a, name="Lee Lane", email="lee@example.org")
    begun(a.site, name="Begun", email="begun@example.org")
    send(begun(a.site, name="Unproven", email="unproven@example.org"))
    applied(b.site, name="Elsewhere", email="else@example.org")
    editor = staff.client("editor_a")

    assert sorted(row_names(editor.get(INDEX))) == ["Ann Bell", "Lee Lane"]
    assert row_names(staff.client("editor_b").get(INDEX)) == ["Elsewhere"]
    assert len(row_names(staff.client("superuser").get(INDEX))) == 3
    assert row_names(editor.get(INDEX, {"role": "learner"})) == ["Lee Lane"]
    assert row_names(editor.get(INDEX, {"state": "accepted"})) == []
    assert row_names(editor.get(INDEX, {"q": "ann@"})) == ["Ann Bell"]
    assert row_names(editor.get(INDEX, {"ordering": "name"})) == ["Ann Bell", "Lee Lane"]


def test_list_says_how_the_vetting_stands(editor_a: Client, a: ProgramTree) -> None:
    application = applied(a.site, name="Ann Bell")
    vetting = CoachVetting.objects.get(coach=application.coach)

    def state() -> str:
        return rows(editor_a.get(INDEX))[0][2]

    assert rows(editor_a.get(INDEX))[0][1:] == ["As a coach", "Waits for reviewers"]
    for stored, said in (
        (VettingState.REJECTED, "Changes needed"),
        (VettingState.APPROVED, "Approved, not public yet"),
        (VettingState.CANCELED, "Not with reviewers"),
    ):
        CoachVetting.objects.filter(pk=vetting.pk).update(state=stored)
        assert state() == said
    CoachApplication.objects.update(state=ApplicationState.ACCEPTED)
    assert state() == "Accepted"
    learner(a, name="Zoe", email="zoe@example.org")
    assert state() == "Waits for staff"


def test_list_takes_as_many_queries_for_three_as_for_one(
    editor_a: Client, a: ProgramTree, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    editor_a.get(INDEX)  # what is cached for the process

    for count, more in ((1, 1), (3, 2)):
        for number in range(more):
            applied(a.site, name=f"Coach {count} {number}", email=f"c{count}{number}@example.org")
        with django_assert_num_queries(15):
            assert len(row_names(editor_a.get(INDEX))) == count


def test_nobody_adds_or_edits_one_by_hand() -> None:
    for view in ("add", "edit"):
        with pytest.raises(NoReverseMatch):
            reverse(f"wagtail_coaching_applications:{view}")


# --- one application ------------------------------------------------------------------------------


def test_all_that_was_told_is_shown_in_words(editor_a: Client, a: ProgramTree) -> None:
    topic = TopicFactory(site=a.site, name="Budgets and more")
    gone = TopicFactory(site=a.site, name="Gone")
    application = applied(
        a.site, photo(), topics=[topic.pk, gone.pk], best_hours=SCRIPT, phone_visibility="members"
    )
    gone.delete()

    page = soup_of(editor_a.get(url("inspect", application)))

    told = {
        term.get_text(strip=True): term.find_next_sibling("dd").get_text(" ", strip=True)
        for term in page.select("#application-told-section dt")
    }
    assert told.pop("Photo") == ""
    assert told == {
        "Name": NAME,
        "E-mail address": EMAIL,
        "Preferred name": "Zuzi",
        "Pronouns": "she/her",
        "Phone": "(312) 555-0188",
        "Title": "Village manager",
        "Organization": "Village of Hazel",
        "Population": "4,200",
        "State": "Illinois",
        "Years in local government": "12",
        "Topics": "Budgets and more, (a term that is deleted)",
        "Ask me about": "Budgets Bees",
        "Biography": "I began as an intern. Now I <manage> & listen.",
        "Capacity": "3",
        "Accepting until": "March 9, 2041",
        "Preferred channel": "E-mail",
        "Best hours": SCRIPT,
        "Time zone": "America/Denver",
        "Who sees the phone number": "Members",
        "Who sees the e-mail address": "Only somebody whose request the coach has accepted",
        "How did you hear of us?": "By a newsletter.",
    }
    assert SCRIPT not in str(page)
    consent = text_of(page.select_one("#application-consent-section"))
    assert "Given in the application" in consent
    assert "I agree to all of it." in consent
    assert "version" in consent
    editor = reverse("wagtailadmin_pages:edit", args=[profile_of(application).pk])
    assert page.select(f'a[href="{editor}"]')


def test_photo_is_for_staff_alone(staff: Staff, a: ProgramTree) -> None:
    application = applied(a.site, photo())

    shown = staff.client("editor_a").get(url("photo", application))

    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert shown.content == photo()
    assert shown["Cache-Control"].startswith("private, no-store")
    for role in ("anonymous", "nobody", "bare", "reviewer_a", "editor_b"):
        assert staff.client(role).get(url("photo", application)).status_code in (302, 404), role
    CoachApplication.objects.update(portrait=None)
    assert staff.client("editor_a").get(url("photo", application)).status_code == 404


def test_page_says_that_the_applicant_is_at_it_again(editor_a: Client, a: ProgramTree) -> None:
    application = applied(a.site)
    said = "opened the form again"
    assert said not in editor_a.get(url("inspect", application)).content.decode()

    soon = timezone.now() + datetime.timedelta(days=1)
    CoachApplication.objects.update(open_until=soon)

    assert said in editor_a.get(url("inspect", application)).content.decode()


@pytest.mark.parametrize("is_sent", [True, False])
def test_what_is_not_proven_is_nobodys_business(
    superuser: Client, a: ProgramTree, is_sent: bool
) -> None:
    application = begun(a.site)
    if is_sent:
        send(application)

    for view in ("inspect", "delete", "decide", "photo"):
        assert superuser.get(url(view, application)).status_code == 404, view
        assert superuser.post(url(view, application)).status_code in (404, 405), view
    assert CoachApplication.objects.count() == 1


# --- learners -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "state", "kind"),
    [("accept", "accepted", "learner_welcome"), ("decline", "declined", "learner_declined")],
)
def test_learner_is_accepted_or_declined(
    editor_a: Client, staff: Staff, a: ProgramTree, answer: str, state: str, kind: str
) -> None:
    application = learner(a)
    assert url("decide", application) in editor_a.get(url("inspect", application)).content.decode()
    assert editor_a.get(url("decide", application)).status_code == 200

    data = {answer: "1", "comment": "Too far away."}
    response = editor_a.post(url("decide", application), data)

    assert response.url == url("inspect", application)
    application.refresh_from_db()
    assert (application.state, application.comment) == (state, "Too far away.")
    assert Message.objects.filter(kind=kind).count() == 1
    [entry] = ModelLogEntry.objects.for_instance(application)
    assert entry.user == staff["editor_a"]
    assert str(entry.message).startswith("Learner")
    again = editor_a.post(url("decide", application), {"accept": "1"})
    assert texts(soup_of(editor_a.get(again.url)), ".messages li")[-1] == (
        "There is nothing to decide about it here."
    )


def test_nobody_is_declined_without_a_word(editor_a: Client, a: ProgramTree) -> None:
    application = learner(a)

    response = editor_a.post(url("decide", application), {"decline": "1", "comment": " "})

    assert errors(response) == {"comment": "Say why: the applicant reads it."}
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


def test_about_coaches_the_vetting_decides(editor_a: Client, a: ProgramTree) -> None:
    application = applied(a.site)

    assert (
        url("decide", application) not in editor_a.get(url("inspect", application)).content.decode()
    )
    assert editor_a.post(url("decide", application), {"accept": "1"}).status_code == 302
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


# --- withdrawing ----------------------------------------------------------------------------------


def test_withdrawing_leaves_a_line_without_the_name(
    editor_a: Client, staff: Staff, a: ProgramTree
) -> None:
    application = applied(a.site, photo())
    page = profile_of(application)
    asked = editor_a.get(url("delete", application))
    assert "on the applicant's behalf" in text_of(soup_of(asked).main)

    response = editor_a.post(url("delete", application))

    assert response.url == INDEX
    assert not CoachApplication.objects.exists()
    assert not Coach.objects.exists()
    assert not Person.objects.exists()
    assert not type(page).objects.filter(pk=page.pk).exists()
    [entry] = ModelLogEntry.objects.filter(action="wagtail.delete")
    assert (entry.label, entry.user) == ("An application", staff["editor_a"])
    assert not ModelLogEntry.objects.filter(label__contains="Quillfeather").exists()
    assert texts(soup_of(editor_a.get(INDEX)), ".messages li") == ["The application is withdrawn."]


def test_who_coaches_by_now_is_not_withdrawn(editor_a: Client, a: ProgramTree) -> None:
    application = applied(a.site)
    Coach.objects.update(state=CoachState.ACTIVE)

    response = editor_a.post(url("delete", application))

    assert response.url == url("inspect", application)
    assert CoachApplication.objects.count() == 1
    assert not ModelLogEntry.objects.filter(action="wagtail.delete").exists()


# --- beside the profile ---------------------------------------------------------------------------


def panel(client: Client, page: Any) -> Any:
    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    headings = soup_of(response).select(".w-panel__heading")
    found = [heading for heading in headings if text_of(heading) == "Application"]
    return found[0].find_parent(class_="w-panel") if found else None


def test_reviewers_see_the_application_beside_the_profile(staff: Staff, a: ProgramTree) -> None:
    application = applied(a.site, role=ApplicationRole.BOTH, phone_visibility="members")
    CoachApplication.objects.update(facts={**application.facts, "goals": "Speak in public"})
    page = profile_of(application)

    found = panel(staff.client("reviewer_a"), page)

    text = found.get_text(" ", strip=True)
    for shown in ("As both", "By a newsletter.", "Speak in public", "Members", "I agree to all"):
        assert shown in text
    assert EMAIL not in text
    assert "Read the whole application" not in text
    editor = panel(staff.client("editor_a"), page)
    assert editor.select(f'a[href="{url("inspect", application)}"]')


def test_who_may_not_see_vettings_sees_no_application(staff: Staff, a: ProgramTree) -> None:
    application = applied(a.site)
    page = profile_of(application)
    assert panel(staff.client("reviewer_a"), page) is not None
    GroupSitePermission.objects.filter(
        group__user=staff["reviewer_a"], permission__content_type__model="coachvetting"
    ).delete()

    assert panel(staff.client("reviewer_a"), page) is None


def test_profile_without_an_application_has_no_panel(editor_a: Client, a: ProgramTree) -> None:
    application = applied(a.site)
    page = profile_of(application)
    CoachApplication.objects.all().delete()

    assert panel(editor_a, page) is None
