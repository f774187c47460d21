"""What keeps programs out of public forms never keeps a person out, and loses nothing."""

import datetime

import pytest
import time_machine
from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import QueryDict

from tests.markup import BeautifulSoup
from tests.posting import filled
from wagtail_coaching.forms.protection import STAMP, TRAP, ProtectedFormMixin, new_stamp
from wagtail_coaching.services import throttle

NOON = datetime.datetime(2026, 3, 4, 12, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)


class AskForm(ProtectedFormMixin, forms.Form):
    throttle_scope = "test"

    email = forms.EmailField()
    text = forms.CharField()

    def clean_text(self):
        if self.cleaned_data["text"] == "wrong":
            raise ValidationError("Wrong.")
        return self.cleaned_data["text"]


TYPED = {"email": "lee@example.org", "text": "How?"}
TRAPPED = (
    "Something filled in a field that is there to catch programs. We have emptied it: please send "
    "the form again."
)
QUICK = "That was very quick. Please look at the form once more, and send it again."
OLD = (
    "This page was open for a long time. Everything you typed is still here: please send it again."
)


@pytest.fixture
def form(site_a):
    def make(data=None, **kwargs):
        return AskForm(data, site=site_a, address="8.8.8.8", **kwargs)

    return make


def resend(form):
    """Return what a browser sends when the button of the form, as it came back, is pressed."""
    soup = BeautifulSoup(form.as_p(), "html.parser")
    return {field["name"]: field.get("value", "") for field in soup.select("input")}


def test_form_that_was_looked_at_is_valid(form):
    assert form(filled(TYPED)).is_valid()


def test_form_shows_its_trap_to_nobody(form):
    soup = BeautifulSoup("".join(str(field) for field in form().hidden_fields()), "html.parser")

    trap = soup.select_one(f"[name={TRAP}]")
    assert trap.parent.has_attr("hidden")
    assert trap["autocomplete"] == "off"
    assert [field.name for field in form().visible_fields()] == ["email", "text"]


def test_form_as_it_is_shown_can_be_sent(form):
    with time_machine.travel(NOON, tick=False) as clock:
        shown = {**resend(form()), **TYPED}
        clock.move_to(NOON + 3 * SECOND)

        assert form(shown).is_valid()


def test_trap_that_was_filled_in_is_shown_emptied_and_the_rest_kept(form):
    sent = form(filled({**TYPED, TRAP: "https://spam.example"}))

    assert sent.errors == {TRAP: [TRAPPED]}
    assert [field.name for field in sent.visible_fields()] == ["email", "text", TRAP]
    again = resend(sent)
    assert (again["email"], again["text"], again[TRAP]) == ("lee@example.org", "How?", "")
    assert form(again).is_valid()


@pytest.mark.parametrize("value", [" ", "0", "\0", "🔑", "x" * 10_000, "\u202e"])
def test_trap_takes_nothing_at_all(form, value):
    assert list(form(filled({**TYPED, TRAP: value})).errors) == [TRAP]


def test_form_sent_too_quickly_is_sent_again(form):
    with time_machine.travel(NOON, tick=False) as clock:
        shown = {**resend(form()), **TYPED}
        clock.move_to(NOON + 1.9 * SECOND)
        sent = form(shown)
        assert sent.non_field_errors() == [QUICK]

        clock.move_to(NOON + 2 * SECOND)
        assert form(resend(sent)).is_valid()


@pytest.mark.parametrize(
    "stamp",
    [
        "",
        "x",
        "x:y",
        "\0",
        "🔑",
        "x" * 10_000,
        signing.Signer(salt="other").sign_object({"at": 1, "id": "x"}),
        signing.Signer(salt="wagtail_coaching.form").sign_object({"id": "x"}),
        signing.Signer(salt="wagtail_coaching.form").sign_object({"at": "x"}),
        signing.Signer(salt="wagtail_coaching.form").sign_object([]),
        signing.Signer(salt="wagtail_coaching.form").sign("no-json"),
    ],
)
def test_form_with_a_stamp_that_is_not_ours_is_sent_again(form, stamp):
    sent = form({**TYPED, STAMP: stamp})

    assert sent.non_field_errors() == [OLD]
    assert form(resend(sent)).is_valid()


def test_form_without_a_stamp_is_sent_again(form):
    sent = form(TYPED)

    assert sent.non_field_errors() == [OLD]
    assert form(resend(sent)).is_valid()


def test_form_that_lay_open_over_a_weekend_is_valid(form):
    with time_machine.travel(NOON, tick=False) as clock:
        shown = {**resend(form()), **TYPED}
        clock.move_to(NOON + datetime.timedelta(days=3))
        assert form(shown).is_valid()

        clock.move_to(NOON + datetime.timedelta(days=5))
        sent = form(shown)
        assert sent.non_field_errors() == [OLD]
        assert form(resend(sent)).is_valid()


def test_form_with_other_errors_says_nothing_of_its_time(form):
    """By the time they are mended, it has been looked at long enough."""
    sent = form({**TYPED, "text": "wrong", STAMP: new_stamp()})

    assert sent.errors == {"text": ["Wrong."]}


def test_clock_that_goes_back_is_no_mistake_of_the_visitor(form):
    sent = form({**TYPED, STAMP: new_stamp(seconds_ago=-30)})

    assert sent.non_field_errors() == [QUICK]


def test_host_may_ask_for_no_time_at_all(form, settings):
    own = getattr(settings, "WAGTAIL_COACHING", {})
    settings.WAGTAIL_COACHING = {**own, "FORM_MIN_SECONDS": 0}

    assert form({**TYPED, STAMP: new_stamp()}).is_valid()


def test_form_that_is_sent_too_often_keeps_what_was_typed(form, monkeypatch):
    monkeypatch.setitem(throttle.LIMITS, "test", throttle.Limits(2, 100, 100))
    assert [form(filled(TYPED)).is_valid() for _ in range(2)] == [True, True]

    sent = form(filled(TYPED))

    assert not sent.is_valid()
    assert sent.is_throttled
    assert sent.non_field_errors() == [
        (
            "There were too many tries in a short time. Please wait an hour, and try again. "
            "What you typed is still here."
        )
    ]
    assert resend(sent)["text"] == "How?"
    assert form(filled({**TYPED, "email": "ann@example.org"})).is_valid()


def test_forms_with_errors_are_not_counted(form, monkeypatch):
    monkeypatch.setitem(throttle.LIMITS, "test", throttle.Limits(1, 1, 1))
    for data in ({"text": "wrong"}, {TRAP: "x"}, {STAMP: ""}, {STAMP: new_stamp()}):
        assert not form(filled({**TYPED, **data})).is_valid()

    assert form(filled(TYPED)).is_valid()


def test_form_with_a_prefix_is_protected_alike(form):
    def prefixed(data):
        return {f"ask-{name}": value for name, value in data.items()}

    assert form(prefixed(filled(TYPED)), prefix="ask").is_valid()
    sent = form(prefixed(filled({**TYPED, TRAP: "x"})), prefix="ask")
    assert list(sent.errors) == [TRAP]
    assert form(resend(sent), prefix="ask").is_valid()


def test_submission_key_is_the_same_for_a_double_click_only(form):
    data = filled(TYPED)

    def key(changes=None, about=""):
        sent = QueryDict(mutable=True)
        sent.update({**data, "csrfmiddlewaretoken": "t", **(changes or {})})
        return form(sent).submission_key(about)

    assert key() == key({"csrfmiddlewaretoken": "another"})
    others = [key(), key({"text": "Why?"}), key(filled()), key(about=1), key(about=2)]
    assert len(set(others)) == 5
    assert {len(one) for one in others} == {64}


def test_lists_are_part_of_the_submission_key(form):
    stamp = new_stamp()
    keys = {
        form(QueryDict(f"{STAMP}={stamp}&topics=1&topics={last}")).submission_key()
        for last in (2, 3)
    }

    assert len(keys) == 2
