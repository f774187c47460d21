"""What a new program starts with: pages, vocabularies, groups. Editors change all of it at will."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from wagtail_coaching.models import (
    CareerStage,
    Coach,
    CoachApplication,
    CoachConcern,
    CoachingSettings,
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

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class TermDefault(NamedTuple):
    """A term that ``coaching_setup`` makes; what it is not given is as its field's default."""

    slug: str
    name: StrPromise
    facts: dict[str, Any] = {}


#: The terms of each vocabulary, in order.
TERMS: Final[dict[type[Any], tuple[TermDefault, ...]]] = {
    OrganizationType: (
        TermDefault("city", _("City")),
        TermDefault("village", _("Village")),
        TermDefault("town", _("Town")),
        TermDefault("township", _("Township")),
        TermDefault("county", _("County")),
        TermDefault("special-district", _("Special district")),
        TermDefault("council-of-governments", _("Council of governments")),
        TermDefault("state-association", _("State association")),
        TermDefault("university", _("University")),
        TermDefault("retired-private", _("Retired or private sector")),
    ),
    CareerStage: (
        TermDefault("student-intern", _("Student or intern")),
        TermDefault("entry-mid-management", _("Entry level or mid-management")),
        TermDefault("department-head", _("Department head")),
        TermDefault("assistant-chief", _("Assistant chief administrative officer")),
        TermDefault("chief", _("Chief administrative officer")),
        TermDefault("retired-encore", _("Retired or encore career")),
    ),
    Topic: (
        TermDefault("resume-review", _("Resume review")),
        TermDefault("interview-preparation", _("Interview preparation")),
        TermDefault("council-manager-relations", _("Council-manager relations")),
        TermDefault("management-tools", _("Management tools")),
        TermDefault("breaking-into-local-government", _("Breaking into local government")),
        TermDefault("career-progression", _("Career progression")),
        TermDefault("bouncing-back-from-adversity", _("Bouncing back from adversity")),
        TermDefault("difficult-conversations", _("Difficult conversations")),
    ),
    Credential: (
        TermDefault("icma-cm", _("ICMA Credentialed Manager (ICMA-CM)")),
        TermDefault("leadership-icma", _("Leadership ICMA")),
        TermDefault("lgmf", _("Local Government Management Fellow (LGMF)")),
    ),
    CoachRole: (
        TermDefault(
            "coach",
            _("Coach"),
            {
                "description": _(
                    "Listens, asks questions and helps you find your own way. You set the subject."
                )
            },
        ),
        TermDefault(
            "catalyst",
            _("Catalyst"),
            {
                "description": _(
                    "Gets things moving: a push, an idea or a contact at the right moment. You "
                    "stay in charge."
                )
            },
        ),
        TermDefault(
            "mentor",
            _("Mentor"),
            {
                "description": _(
                    "Has done the job, and passes on what it taught: advice, examples and guidance "
                    "over a longer time."
                )
            },
        ),
        TermDefault(
            "senior-advisor",
            _("Senior Advisor"),
            {
                "description": _(
                    "Knows the managers of a state. Suggests who may suit you, and introduces you "
                    "in person."
                ),
                "makes_introductions": True,
            },
        ),
    ),
    MeetingFormat: (
        TermDefault("phone", _("By phone")),
        TermDefault("video", _("By video")),
        TermDefault("in-person", _("In person")),
    ),
    CoachLanguage: (
        TermDefault("english", _("English")),
        TermDefault("spanish", _("Spanish")),
        TermDefault("american-sign-language", _("American Sign Language")),
        TermDefault("french", _("French")),
        TermDefault("korean", _("Korean")),
        TermDefault("mandarin", _("Mandarin")),
        TermDefault("tagalog", _("Tagalog")),
        TermDefault("vietnamese", _("Vietnamese")),
    ),
}

#: What means the same in the gallery's search. In English: these are the field's own short forms.
SYNONYMS: Final = (
    (
        "CAO, chief administrative officer, city manager, town manager, village manager, "
        "county manager, city administrator, county administrator, village administrator"
    ),
    (
        "ACM, assistant city manager, deputy city manager, assistant village manager, "
        "assistant county manager"
    ),
    "CFO, finance director, chief financial officer",
    "HR, human resources, personnel",
    "PIO, public information officer, communications director",
    "DPW, public works",
    "ED, economic development",
    "COG, council of governments",
    "CV, resume",
)


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
        "APPLICATION_PAGE_MODEL",
        _("Volunteer to coach"),
        _("Share what you have learned: one or two conversations a month are enough."),
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
        CoachApplication: ("view", "change", "delete"),
        CoachConcern: ("view", "change"),
        CoachNomination: ("view",),
        CoachRequest: ("view", "change", "delete"),
        CoachVetting: ("view",),
        CoachingSettings: ("change",),
        CareerStage: _FULL,
        CoachLanguage: _FULL,
        CoachRole: _FULL,
        Credential: _FULL,
        MeetingFormat: _FULL,
        Message: ("view", "change"),
        MessageText: ("change",),
        OrganizationType: _FULL,
        SearchSynonym: _FULL,
        Topic: _FULL,
    },
    REVIEWERS: {Coach: ("view",), CoachVetting: ("view", "change")},
    PARTNER_REVIEWERS: {Coach: ("view",), CoachVetting: ("view", "change")},
}

#: Records that there were not at first: a group that is older gets its rights on them, too.
LATER_RECORDS: Final = (CoachApplication, CoachNomination)

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
