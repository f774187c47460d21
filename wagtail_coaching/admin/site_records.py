"""The records that the admin shows, and on which rights are given site by site."""

from typing import Any, Final

from wagtail_coaching.models import (
    CareerStage,
    Coach,
    CoachApplication,
    CoachConcern,
    CoachLanguage,
    CoachNomination,
    CoachRequest,
    CoachRole,
    CoachVetting,
    Credential,
    MeetingFormat,
    Message,
    MessageText,
    OrganizationType,
    SearchSynonym,
    Topic,
)

SITE_RECORDS: Final[tuple[Any, ...]] = (
    CareerStage,
    Coach,
    CoachApplication,
    CoachConcern,
    CoachLanguage,
    CoachNomination,
    CoachRequest,
    CoachRole,
    CoachVetting,
    Credential,
    MeetingFormat,
    Message,
    MessageText,
    OrganizationType,
    SearchSynonym,
    Topic,
)
