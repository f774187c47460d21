"""How many queries the application takes, with few terms and with more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests import factories
from tests.views.test_application import COACH_STEPS, path_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from tests.factories import ProgramTree

VOCABULARIES = (
    factories.TopicFactory,
    factories.RoleFactory,
    factories.FormatFactory,
    factories.LanguageFactory,
    factories.CredentialFactory,
    factories.CareerStageFactory,
    factories.OrganizationTypeFactory,
)


@pytest.fixture(params=[1, 3])
def filled_in(request: pytest.FixtureRequest, program: ProgramTree) -> Any:
    """An application of which all is filled in, with so many terms and questions to choose from."""
    form_page = factories.make_application_page(program)
    for number in range(request.param):
        topics = [factory(site=program.site) for factory in VOCABULARIES][:1]
        form_page.questions.create(
            label=f"Question {number}",
            clean_name=f"question_{number}",
            field_type="singleline",
            required=False,
            sort_order=number,
        )
    form_page.save()
    typed: dict[str, Any] = {
        step: {name: [value] for name, value in said.items()} for step, said in COACH_STEPS.items()
    }
    typed["help"]["topics"] = [str(topics[0].pk)]
    return factories.ApplicationFactory(
        site=program.site, form_page_pk=str(form_page.pk), typed=typed
    )


@pytest.mark.parametrize(
    ("step", "count"),
    [
        ("you", 8),
        ("experience", 8),
        ("help", 8),
        ("availability", 8),
        ("questions", 8),
        # And the words that are agreed to.
        ("consent", 10),
    ],
)
def test_steps_take_few_queries(
    filled_in: Any, client: Client, django_assert_num_queries: Any, step: str, count: int
) -> None:
    path = f"{path_of(filled_in)}?step={step}"
    client.get(path)

    with django_assert_num_queries(count):
        response = client.get(path)

    assert response.status_code == 200


def test_first_page_takes_few_queries(
    program: ProgramTree, revisit: Callable[..., Callable[[], Any]], django_assert_num_queries: Any
) -> None:
    get = revisit(factories.make_application_page(program))

    with django_assert_num_queries(6):
        get()
