"""Private records, and the abstract mixins of the public pages."""

from wagtail_coaching.models.coach import Coach
from wagtail_coaching.models.faq import FAQPageMixin
from wagtail_coaching.models.gallery import CoachGalleryPageMixin, CoachPageMixin
from wagtail_coaching.models.page import CoachingPageMixin
from wagtail_coaching.models.person import Person
from wagtail_coaching.models.program import CoachingProgramPageMixin
from wagtail_coaching.models.request import CoachRequest, CoachRequestPageMixin
from wagtail_coaching.models.settings import CoachingSettings, StaffRecipient
from wagtail_coaching.models.taxonomy import (
    CareerStage,
    Credential,
    OrganizationType,
    Topic,
    VocabularyTerm,
)
from wagtail_coaching.models.webinar import (
    Webinar,
    WebinarPageMixin,
    WebinarSchedulePageMixin,
)

__all__ = [
    "CareerStage",
    "Coach",
    "CoachGalleryPageMixin",
    "CoachPageMixin",
    "CoachRequest",
    "CoachRequestPageMixin",
    "CoachingPageMixin",
    "CoachingProgramPageMixin",
    "CoachingSettings",
    "Credential",
    "FAQPageMixin",
    "OrganizationType",
    "Person",
    "StaffRecipient",
    "Topic",
    "VocabularyTerm",
    "Webinar",
    "WebinarPageMixin",
    "WebinarSchedulePageMixin",
]
