"""Closed vocabularies: their values are stored, so they never change; their labels may."""

from wagtail_coaching.enums.coaching import (
    AddressChangeState,
    ApplicationRole,
    ApplicationState,
    CoachAvailability,
    CoachState,
    ConcernState,
    ConfirmationState,
    ConsentSource,
    ContactChannel,
    ContactVisibility,
    GallerySort,
    NominationState,
    RequestKind,
    RequestPurpose,
    RequestState,
    VettingState,
    WebinarStatus,
)
from wagtail_coaching.enums.mail import (
    MessageAudience,
    MessageCategory,
    MessageState,
    StaffRecipientKind,
)
from wagtail_coaching.enums.places import (
    PopulationBand,
    USState,
)

__all__ = [
    "AddressChangeState",
    "ApplicationRole",
    "ApplicationState",
    "CoachAvailability",
    "CoachState",
    "ConcernState",
    "ConfirmationState",
    "ConsentSource",
    "ContactChannel",
    "ContactVisibility",
    "GallerySort",
    "MessageAudience",
    "MessageCategory",
    "MessageState",
    "NominationState",
    "PopulationBand",
    "RequestKind",
    "RequestPurpose",
    "RequestState",
    "StaffRecipientKind",
    "USState",
    "VettingState",
    "WebinarStatus",
]
