"""How long concerns are kept."""

import datetime

import pytest
from django.utils import timezone

from tests.factories import make_coach_page
from wagtail_coaching.models import CoachConcern
from wagtail_coaching.services import concern as concern_service
from wagtail_coaching.services import tick

DAY = datetime.timedelta(days=1)


@pytest.fixture
def concerns(program, program_b):
    """Concerns by name: each was received two years ago, and handled as its name says."""
    now = timezone.now()
    handled = {
        "long ago": now - 31 * DAY,
        "elsewhere": now - 31 * DAY,
        "lately": now - 29 * DAY,
        "never": None,
    }
    for name, handled_at in handled.items():
        tree = program_b if name == "elsewhere" else program
        concern = concern_service.report_concern(
            site=tree.site, page=make_coach_page(tree), message="It is wrong.", name=name
        )
        CoachConcern.objects.filter(pk=concern.pk).update(
            state="handled" if handled_at else "new",
            handled_at=handled_at,
            created_at=now - 730 * DAY,
        )


@pytest.fixture
def keep_for(settings):
    """Set how long handled concerns are kept, in days; ``None``: as by default."""

    def keep(days):
        own = {**getattr(settings, "WAGTAIL_COACHING", {})}
        own.pop("CONCERN_RETENTION_DAYS", None)
        settings.WAGTAIL_COACHING = own | ({"CONCERN_RETENTION_DAYS": days} if days else {})

    return keep


def kept():
    return sorted(CoachConcern.objects.values_list("name", flat=True))


def test_handled_concerns_are_deleted_after_a_time(concerns, keep_for):
    keep_for(30)
    assert tick.due()["purge_concerns"] == ["2 handled concerns to delete"]

    result = {result.name: result for result in tick.run_all()}["purge_concerns"]

    assert (result.done, result.error) == (2, "")
    assert kept() == ["lately", "never"]
    assert tick.due()["purge_concerns"] == []


def test_they_are_kept_for_a_year_unless_the_host_says_otherwise(concerns, keep_for):
    keep_for(None)
    now = timezone.now()

    assert concern_service.purge_handled(now=now + 333 * DAY) == 0
    assert concern_service.purge_handled(now=now + 335 * DAY) == 2
    assert kept() == ["lately", "never"]


def test_concern_that_is_opened_again_is_kept(concerns, keep_for):
    keep_for(None)
    concern = CoachConcern.objects.get(name="long ago")
    assert concern_service.deleted_after(concern=concern) is not None

    concern_service.save_concern(concern=concern, state="new", staff_notes="", user=None)

    assert concern_service.deleted_after(concern=concern) is None
    assert concern_service.purge_handled(now=timezone.now() + 400 * DAY) == 2
    assert kept() == ["long ago", "never"]
