"""Private records, and the abstract mixins of the public pages."""

from wagtail_coaching.models.application import CoachApplication
from wagtail_coaching.models.application_page import (
    CoachApplicationPageMixin,
    CoachApplicationQuestionMixin,
)
from wagtail_coaching.models.coach import Coach
from wagtail_coaching.models.coach_page import (
    CoachCredentialMixin,
    CoachPageMixin,
    coach_page_models,
)
from wagtail_coaching.models.concern import CoachConcern
from wagtail_coaching.models.confirmation import CoachConfirmation
from wagtail_coaching.models.consent import CoachConsent
from wagtail_coaching.models.faq import FAQPageMixin
from wagtail_coaching.models.gallery import CoachGalleryPageMixin
from wagtail_coaching.models.gallery_index import GalleryChange, GalleryEntry, GalleryIndex
from wagtail_coaching.models.link import Link
from wagtail_coaching.models.message import Message, MessageText, OptOut
from wagtail_coaching.models.nomination import CoachNomination
from wagtail_coaching.models.page import CoachingPageMixin
from wagtail_coaching.models.person import AddressChange, Person
from wagtail_coaching.models.program import CoachingProgramPageMixin
from wagtail_coaching.models.request import CoachRequest, CoachRequestPageMixin
from wagtail_coaching.models.settings import CoachingSettings, StaffRecipient
from wagtail_coaching.models.taxonomy import (
    CareerStage,
    CoachLanguage,
    CoachRole,
    Credential,
    MeetingFormat,
    OrganizationType,
    SearchSynonym,
    Topic,
    VocabularyTerm,
)
from wagtail_coaching.models.tick import Heartbeat
from wagtail_coaching.models.vetting import (
    CoachVetting,
    CoachVettingTask,
    CoachVettingTaskState,
    VettingChecklistItem,
)
from wagtail_coaching.models.webinar import (
    Webinar,
    WebinarPageMixin,
    WebinarSchedulePageMixin,
)

__all__ = [
    "AddressChange",
    "CareerStage",
    "Coach",
    "CoachApplication",
    "CoachApplicationPageMixin",
    "CoachApplicationQuestionMixin",
    "CoachConcern",
    "CoachConfirmation",
    "CoachConsent",
    "CoachCredentialMixin",
    "CoachGalleryPageMixin",
    "CoachLanguage",
    "CoachNomination",
    "CoachPageMixin",
    "CoachRequest",
    "CoachRequestPageMixin",
    "CoachRole",
    "CoachVetting",
    "CoachVettingTask",
    "CoachVettingTaskState",
    "CoachingPageMixin",
    "CoachingProgramPageMixin",
    "CoachingSettings",
    "Credential",
    "FAQPageMixin",
    "GalleryChange",
    "GalleryEntry",
    "GalleryIndex",
    "Heartbeat",
    "Link",
    "MeetingFormat",
    "Message",
    "MessageText",
    "OptOut",
    "OrganizationType",
    "Person",
    "SearchSynonym",
    "StaffRecipient",
    "Topic",
    "VettingChecklistItem",
    "VocabularyTerm",
    "Webinar",
    "WebinarPageMixin",
    "WebinarSchedulePageMixin",
    "coach_page_models",
]
