"""What a new program starts with: pages, vocabularies, groups. Editors change all of it at will."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from wagtail_coaching.models import (
    CareerStage,
    Coach,
    CoachingSettings,
    CoachRequest,
    CoachVetting,
    Credential,
    Message,
    MessageText,
    OrganizationType,
    Topic,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

#: The terms of each vocabulary, in order, as (slug, name).
TERMS: Final = {
    OrganizationType: (
        ("city", _("City")),
        ("village", _("Village")),
        ("town", _("Town")),
        ("township", _("Township")),
        ("county", _("County")),
        ("special-district", _("Special district")),
        ("council-of-governments", _("Council of governments")),
        ("state-association", _("State association")),
        ("university", _("University")),
        ("retired-private", _("Retired or private sector")),
    ),
    CareerStage: (
        ("student-intern", _("Student or intern")),
        ("entry-mid-management", _("Entry level or mid-management")),
        ("department-head", _("Department head")),
        ("assistant-chief", _("Assistant chief administrative officer")),
        ("chief", _("Chief administrative officer")),
        ("retired-encore", _("Retired or encore career")),
    ),
    Topic: (
        ("resume-review", _("Resume review")),
        ("interview-preparation", _("Interview preparation")),
        ("council-manager-relations", _("Council-manager relations")),
        ("management-tools", _("Management tools")),
        ("breaking-into-local-government", _("Breaking into local government")),
        ("career-progression", _("Career progression")),
        ("bouncing-back-from-adversity", _("Bouncing back from adversity")),
        ("difficult-conversations", _("Difficult conversations")),
    ),
    Credential: (
        ("icma-cm", _("ICMA Credentialed Manager (ICMA-CM)")),
        ("leadership-icma", _("Leadership ICMA")),
        ("lgmf", _("Local Government Management Fellow (LGMF)")),
    ),
}


class SectionDefault(NamedTuple):
    """A page that ``coaching_setup`` makes: its class by setting, its title and introduction."""

    setting: str
    title: StrPromise
    introduction: StrPromise


PROGRAM: Final = SectionDefault(
    "PROGRAM_PAGE_MODEL",
    _("Coaching"),
    _("Find a colleague who has done your job, and talk it over."),
)

SECTIONS: Final = (
    SectionDefault(
        "GALLERY_PAGE_MODEL",
        _("Find a coach"),
        _("Experienced colleagues who have offered their time."),
    ),
    SectionDefault(
        "REQUEST_PAGE_MODEL",
        _("Ask for a coach"),
        _("Tell us what you would like to talk about, and we put you in touch."),
    ),
    SectionDefault(
        "WEBINAR_SCHEDULE_PAGE_MODEL",
        _("Webinars"),
        _("What is coming up, and recordings of what you missed."),
    ),
    SectionDefault(
        "FAQ_PAGE_MODEL",
        _("Questions and answers"),
        _("How coaching works here, in short."),
    ),
)

#: The setting that names the class of the page under which the profiles are.
GALLERY: Final = "GALLERY_PAGE_MODEL"

EDITORS: Final = "Coaching editors"
REVIEWERS: Final = "Coach reviewers"
#: Only where a second stage of vetting was asked for.
PARTNER_REVIEWERS: Final = "National partner reviewers"
COLLECTION: Final = "Coaching"

_FULL: Final = ("view", "add", "change", "delete")

#: Rights on records of one site, by group, as {model: actions}.
RECORD_RIGHTS: Final[dict[str, dict[type[Any], tuple[str, ...]]]] = {
    EDITORS: {
        Coach: _FULL,
        CoachRequest: ("view", "change", "delete"),
        CoachVetting: ("view",),
        CoachingSettings: ("change",),
        CareerStage: _FULL,
        Credential: _FULL,
        Message: ("view", "change"),
        MessageText: ("change",),
        OrganizationType: _FULL,
        Topic: _FULL,
    },
    REVIEWERS: {Coach: ("view",), CoachVetting: ("view", "change")},
    PARTNER_REVIEWERS: {Coach: ("view",), CoachVetting: ("view", "change")},
}

#: Rights on pages, by group: editors' on the program, reviewers' on the gallery.
PAGE_RIGHTS: Final = {
    EDITORS: ("PROGRAM_PAGE_MODEL", ("add", "change", "publish", "lock", "unlock")),
    REVIEWERS: ("GALLERY_PAGE_MODEL", ("change",)),
    PARTNER_REVIEWERS: ("GALLERY_PAGE_MODEL", ("change",)),
}

#: The workflow of the gallery, and its stages, each with the group that reviews.
WORKFLOW: Final = "Coach vetting"
STAGES: Final = {REVIEWERS: "Coach vetting", PARTNER_REVIEWERS: "National partner vetting"}

#: What reviewers look into, as (label, how).
CHECKLIST: Final = (
    (_("Identity"), _("The person is who they say: you know them, or have spoken to them.")),
    (_("Employment"), _("They hold the position they name, or held it.")),
    (_("Reference"), _("Somebody you trust recommends them as a coach.")),
    (_("Code of ethics"), _("They are bound by the code of ethics, and know it.")),
)
