"""How the consent of coaches shows in the admin, and asking for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.admin.listings import soup_of
from tests.factories import NominationFactory, UserFactory, make_coach_page
from wagtail_coaching.admin.consent import consent_text
from wagtail_coaching.enums import CoachState, ConsentSource
from wagtail_coaching.models import Coach, CoachConsent, Message
from wagtail_coaching.services import consent

if TYPE_CHECKING:
    from django.test import Client

    from tests.factories import ProgramTree

pytestmark = pytest.mark.django_db


@pytest.fixture
def dora(a: ProgramTree) -> Any:
    return make_coach_page(a, title="Dora Draft", live=False, coach__consent=False)


def asks_button(client: Client, page: Any) -> str:
    soup = soup_of(client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))
    panel = soup.select_one(".coaching-facts-panel").find_parent(class_="w-panel__content")
    found = panel.find("a", string="Ask for consent")
    return str(found["href"]) if found else ""


def test_editor_asks_a_coach_from_the_profile_and_comes_back(editor_a: Client, dora: Any) -> None:
    url = asks_button(editor_a, dora)

    text = soup_of(editor_a.get(url)).main.get_text(" ", strip=True)
    assert "Dora Draft" in text
    assert "shows my coach profile" in text
    assert not Message.objects.exists()

    response = editor_a.post(url, {"next": reverse("wagtailadmin_pages:edit", args=[dora.pk])})
    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[dora.pk])
    assert list(Message.objects.values_list("kind", flat=True)) == ["consent_ask"]
    assert asks_button(editor_a, dora)


@pytest.mark.parametrize("settled", ["agreed", "suspended"])
def test_nobody_is_asked_where_it_makes_no_sense(editor_a: Client, dora: Any, settled: str) -> None:
    url = asks_button(editor_a, dora)
    if settled == "agreed":
        consent.record(coach=dora.coach, source=ConsentSource.LINK, text="Yes.")
    else:
        Coach.objects.update(state=CoachState.SUSPENDED)

    assert asks_button(editor_a, dora) == ""
    assert editor_a.post(url).status_code == 302
    assert not Message.objects.exists()


def test_panel_says_how_the_consent_stands(dora: Any) -> None:
    coach = dora.coach
    today = f"{timezone.localdate():%B}"[:3]
    texts = [consent_text(coach)]
    consent.ask(coach=coach)
    texts.append(consent_text(coach))
    consent.mark_answered(coach=coach)
    texts.append(consent_text(coach))
    boss = UserFactory(first_name="Bea", last_name="Boss")
    consent.record(coach=coach, source=ConsentSource.ASSOCIATION, user=boss)
    texts.append(consent_text(coach))
    CoachConsent.objects.all().delete()
    consent.record(coach=coach, source=ConsentSource.FORM, text="Yes.")
    texts.append(consent_text(coach))

    assert texts[0] == "Not asked"
    assert all(today in text for text in texts[1:])
    beginnings = ("Asked on", "Said on", "The association's word, given by Bea Boss", "Agreed on")
    assert all(text.startswith(start) for text, start in zip(texts[1:], beginnings, strict=True))


def test_list_of_coaches_is_filtered_by_consent(editor_a: Client, a: ProgramTree) -> None:
    for name in ("agreed", "asked", "wrong", "none"):
        page = make_coach_page(
            a, title=f"Coach {name}", live=False, coach__consent=name == "agreed"
        )
        if name in ("asked", "wrong"):
            consent.ask(coach=page.coach)
        if name == "wrong":
            consent.mark_answered(coach=page.coach)

    def listed(value: str) -> list[str]:
        url = reverse("wagtail_coaching_coach_pages:index")
        soup = soup_of(editor_a.get(url, {"consent": value}))
        return [cell.get_text(strip=True) for cell in soup.select("td.title .title-wrapper")]

    assert {value: listed(value) for value in ("agreed", "asked", "wrong", "none")} == {
        value: [f"Coach {value}"] for value in ("agreed", "asked", "wrong", "none")
    }


def test_nomination_that_nobody_has_confirmed_is_not_shown(
    editor_a: Client, a: ProgramTree
) -> None:
    unproven = NominationFactory(site=a.site, nominee_name="Una Unproven")
    asked = NominationFactory(site=a.site, nominee_name="Nora Nice", state="asked")

    index = editor_a.get(reverse("wagtail_coaching_nominations:index")).content.decode()
    assert "Nora Nice" in index
    assert "Una Unproven" not in index
    for nomination, status in ((asked, 200), (unproven, 404)):
        url = reverse("wagtail_coaching_nominations:inspect", args=[nomination.pk])
        assert editor_a.get(url).status_code == status
