"""The fields of the application: forgiving in what they take, and of the site they are for."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from tests.factories import (
    ApplicationFactory,
    RoleFactory,
    TopicFactory,
    make_application_page,
    translate_term,
)
from wagtail_coaching.forms.application import (
    CoachAvailabilityForm,
    CoachExperienceForm,
    CoachHelpForm,
    ConsentForm,
)
from wagtail_coaching.forms.application_fields import HelpFields
from wagtail_coaching.forms.application_steps import ApplicationSteps

if TYPE_CHECKING:
    from wagtail.models import Site

    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db


def experience(site: Site, **data: str) -> CoachExperienceForm:
    form = CoachExperienceForm(MultiValueDict({k: [v] for k, v in data.items()}), site=site)
    form.is_valid()
    return form


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("25000", 25_000),
        ("25,000", 25_000),
        ("1 250 000", 1_250_000),
        ("25.000", 25_000),
        ("", None),
    ],
)
def test_population_is_taken_as_people_write_it(site_a: Site, typed: str, number: int) -> None:
    form = experience(site_a, job_title="Manager", population=typed)

    assert form.errors == {}
    assert form.cleaned_data["population"] == number


@pytest.mark.parametrize("typed", ["lots", "2.5", "-3", "99999999999"])
def test_population_that_is_none_is_refused(site_a: Site, typed: str) -> None:
    assert list(experience(site_a, job_title="Manager", population=typed).errors) == ["population"]


def test_text_loses_what_no_database_takes(site_a: Site) -> None:
    form = experience(site_a, job_title="City\x00 manager\x07")

    assert form.cleaned_data["job_title"] == "City manager"


def test_terms_are_the_sites_own(site_a: Site, site_b: Site) -> None:
    own, other = TopicFactory(site=site_a), TopicFactory(site=site_b)

    form = CoachHelpForm(
        MultiValueDict({"topics": [str(own.pk), str(other.pk)], "biography": ["Me"]}), site=site_a
    )

    assert list(form.fields["topics"].choices) == [(own.pk, own.name)]
    assert list(form.errors) == ["topics"]


def test_terms_are_named_in_the_language_that_is_spoken(site_a: Site) -> None:
    topic = TopicFactory(site=site_a, name="Budgets")
    translate_term(topic, language="es", name="Presupuestos")

    with translation.override("es"):
        form = CoachHelpForm(site=site_a)

    assert list(form.fields["topics"].choices) == [(topic.pk, "Presupuestos")]


def test_vocabulary_without_terms_asks_nothing(site_a: Site) -> None:
    form = CoachHelpForm(MultiValueDict({"biography": ["Me\r\nand you"]}), site=site_a)

    assert form.is_valid()
    assert form.cleaned_data == {"ask_me_about": "", "biography": "Me\nand you"}


def test_nobody_makes_themselves_a_senior_advisor(site_a: Site) -> None:
    mentor = RoleFactory(site=site_a, name="Mentor")
    advisor = RoleFactory(site=site_a, name="Advisor", makes_introductions=True)

    assert [pk for pk, _ in HelpFields(site=site_a).fields["roles"].choices] == [mentor.pk]
    stays = HelpFields(site=site_a, initial={"roles": [advisor.pk]})
    assert {pk for pk, _ in stays.fields["roles"].choices} == {mentor.pk, advisor.pk}


@time_machine.travel(datetime.datetime(2027, 3, 4, 12, tzinfo=datetime.UTC))
def test_who_wants_calls_gives_a_number(site_a: Site) -> None:
    data = {
        "capacity": ["2"],
        "accepting_until": ["2027-03-03"],
        "preferred_channel": ["phone"],
        "phone_visibility": ["accepted"],
        "email_visibility": ["accepted"],
    }

    form = CoachAvailabilityForm(MultiValueDict(data), site=site_a)

    assert form.errors == {
        "accepting_until": ["This day is over. Choose today or a later one."],
        "phone": ["Give us a number, or let learners write to you by e-mail first."],
    }


def test_facts_are_what_json_holds(site_a: Site) -> None:
    topic = TopicFactory(site=site_a)
    typed = {
        "you": {"name": ["Ann"], "email": ["a@b.example"], "role": ["coach"]},
        "experience": {"job_title": ["Manager"], "population": ["25,000"]},
        "help": {"topics": [str(topic.pk)], "biography": ["Me"]},
        "availability": {
            "capacity": ["1"],
            "preferred_channel": ["email"],
            "phone_visibility": ["members"],
            "email_visibility": ["everyone"],
            "accepting_until": ["2099-03-09"],
        },
    }
    steps = ApplicationSteps(ApplicationFactory(site=site_a, typed=typed))

    assert steps.first_wrong() is None
    assert steps.facts() == {
        "name": "Ann",
        "preferred_name": "",
        "pronouns": "",
        "job_title": "Manager",
        "organization": "",
        "population": 25_000,
        "us_state": "",
        "region": "",
        "years_in_local_government": None,
        "topics": [topic.pk],
        "ask_me_about": "",
        "biography": "Me",
        "phone": "",
        "capacity": 1,
        "accepting_until": "2099-03-09",
        "preferred_channel": "email",
        "phone_visibility": "members",
        "email_visibility": "everyone",
        "best_hours": "",
        "time_zone": "",
    }


def test_answers_are_told_in_words(program_a: ProgramTree) -> None:
    questions = [
        {"label": "Who knows you?", "field_type": "singleline"},
        {"label": "Since when?", "field_type": "date"},
        {"label": "Which?", "field_type": "multiselect", "choices": "one\ntwo\nthree"},
        {"label": "Sure?", "field_type": "checkbox"},
        {"label": "Else?", "field_type": "dropdown", "choices": "a,b", "required": False},
    ]
    page = make_application_page(program_a, questions=questions)
    typed = {
        "question-who_knows_you": ["Bo"],
        "question-since_when": ["2020-03-09"],
        "question-which": ["one", "three"],
        "question-sure": ["on"],
        "question-else": [""],
    }
    application = ApplicationFactory(
        site=program_a.site, form_page_pk=str(page.pk), typed={"questions": typed}
    )

    assert ApplicationSteps(application).answers() == [
        {"label": "Who knows you?", "answer": "Bo"},
        {"label": "Since when?", "answer": "March 9, 2020"},
        {"label": "Which?", "answer": "one, three"},
        {"label": "Sure?", "answer": "Yes"},
    ]


def test_tick_holds_for_the_words_that_were_shown() -> None:
    form = ConsentForm({"consent": "on", "version": "of yesterday"}, words="New words")

    assert form.errors == {
        "consent": ["These words have just changed. Please read them again, and tick them."]
    }
    same = ConsentForm({"consent": "on", "version": form.words_version}, words="New words")
    assert same.is_valid()
