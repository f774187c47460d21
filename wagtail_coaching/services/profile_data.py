"""A coach's profile for search engines: schema.org's ``Person``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wagtail_coaching.services.contact import visible_contact

if TYPE_CHECKING:
    from wagtail_coaching.models import CoachPageMixin
    from wagtail_coaching.services.profile import ProfileTerms


def person_data(
    *, page: CoachPageMixin, terms: ProfileTerms, url: str, image_url: str = ""
) -> dict[str, Any]:
    """Return what is public of a coach as JSON-LD (https://schema.org/Person).

    Of how to reach the coach only what everybody sees, whoever asks: search engines and their
    caches keep what they once read.

    Args:
        page: the profile.
        terms: the terms on it.
        url: its absolute address.
        image_url: the absolute address of the portrait; empty: there is none.
    """
    contact = visible_contact(coach=page.coach, is_member=False)
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": page.title,
        "alternateName": page.preferred_name,
        "url": url,
        "image": image_url,
        "jobTitle": page.job_title,
        "worksFor": _named("Organization", page.organization),
        "workLocation": _place(page),
        "knowsAbout": [topic.name for topic in terms.topics],
        "knowsLanguage": [language.name for language in terms.languages],
        "hasCredential": [
            _named("EducationalOccupationalCredential", credential.name)
            for credential in terms.credentials
        ],
        "telephone": contact.phone,
        "email": contact.email,
    }
    return {name: value for name, value in facts.items() if value}


def _named(kind: str, name: str) -> dict[str, str] | None:
    return {"@type": kind, "name": name} if name else None


def _place(page: CoachPageMixin) -> dict[str, Any] | None:
    if not page.us_state:
        return None
    address = {"@type": "PostalAddress", "addressRegion": page.us_state, "addressCountry": "US"}
    return {"@type": "Place", "address": address}
