"""Two reviewers who decide at once: one decides, the other is told. On real connections."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from wagtail.models import TaskState

from tests.factories import page_class
from tests.vetting.cases import fresh, unvetted_live_pages
from wagtail_coaching.enums import VettingState
from wagtail_coaching.models import CoachVetting
from wagtail_coaching.services.vetting_decision import revision_stamp

if TYPE_CHECKING:
    from tests.vetting.cases import Vetted

pytestmark = pytest.mark.django_db(transaction=True)


def decide_at_once(page_pk: int, *choices: tuple[str, str]) -> dict[str, Any]:
    """Have users decide at the same time; return where each was sent, by user name."""
    barrier = threading.Barrier(len(choices))
    sent: dict[str, Any] = {}

    def decide(username: str, action: str) -> None:
        try:
            page = page_class("COACH_PAGE_MODEL").objects.get(pk=page_pk)
            task_state = page.current_workflow_task_state
            task = task_state.task.specific
            user = get_user_model().objects.get(username=username)
            data = {
                "revision": revision_stamp(page.get_latest_revision()),
                "ticked": ["0", "1", "2", "3"],
                "comment": "No.",
            }
            barrier.wait(timeout=60)
            sent[username] = task.on_action(
                task_state, user, action, **json.loads(json.dumps(data))
            )
        except Exception as error:
            sent[username] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=choice) for choice in choices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return sent


@pytest.mark.parametrize("other", ["approve", "reject"])
def test_two_reviewers_decide_at_once(vetted: Vetted, other: str) -> None:
    page = vetted.draft()
    vetted.submit(page)

    sent = decide_at_once(page.pk, ("rita", "approve"), ("rob", other))

    refused = [where for where in sent.values() if where is not None]
    assert len(sent) == 2
    assert len(refused) == 1, sent
    assert str(refused[0]).endswith("?reason=taken"), sent
    vetting = CoachVetting.objects.get()
    winner = next(name for name, where in sent.items() if where is None)
    assert vetting.decided_by is not None
    assert vetting.decided_by.get_username() == winner
    assert fresh(page).live == (vetting.state == VettingState.APPROVED)
    assert TaskState.objects.get().status == vetting.state
    assert unvetted_live_pages() == []
