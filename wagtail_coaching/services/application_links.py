"""The personal links of applicants: what each is for. Vetting needs them, too, for its mail."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final

from wagtail_coaching.enums import ApplicationState
from wagtail_coaching.models import CoachApplication
from wagtail_coaching.services import links
from wagtail_coaching.services import person as person_service

if TYPE_CHECKING:
    from wagtail_coaching.models import Coach, Link

_MODEL: Final = "wagtail_coaching.CoachApplication"

#: Asks whoever sent the form whether it was them.
PROOF: Final = links.register_purpose(
    links.Purpose(
        name="application_proof",
        lifetime=datetime.timedelta(days=7),
        single_use=True,
        subject_model=_MODEL,
    )
)
#: Opens the page that says how an application stands.
STATUS: Final = links.register_purpose(
    links.Purpose(
        name="application_status",
        lifetime=datetime.timedelta(days=365),
        single_use=False,
        subject_model=_MODEL,
        state_field="",
    )
)
#: Leads back to a form that is not finished.
DRAFT: Final = links.register_purpose(
    links.Purpose(
        name="application_draft",
        lifetime=datetime.timedelta(days=30),
        single_use=False,
        subject_model=_MODEL,
        state_field="",
    )
)


def link_for_coach(*, coach: Coach) -> Link:
    """Give out a link by which a coach sees how the profile stands, and changes it.

    It is the status page of an applicant, and the own page of who coaches already.
    """
    applications = CoachApplication.objects.filter(coach=coach, site_id=coach.site_id)
    application = applications.filter(state=ApplicationState.SUBMITTED).first()
    if application is None:
        return links.issue(purpose=person_service.OWN_PAGE, person=coach.person)
    return links.issue(purpose=STATUS, person=coach.person, subject=application)
