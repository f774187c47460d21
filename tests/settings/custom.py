"""A host with a base page, image and document model of its own, and its own coaching pages.

Wagtail 8.0 and later: before, the base page was fixed.
"""

from tests.settings.base import *  # noqa: F403
from tests.settings.base import WAGTAIL_APPS

INSTALLED_APPS = [
    "tests.testapp",
    "wagtail_coaching",
    "wagtail_modeladmin",
    *WAGTAIL_APPS,
]

WAGTAIL_PAGE_MODEL = "testapp.BasePage"
WAGTAILIMAGES_IMAGE_MODEL = "testapp.CustomImage"
WAGTAILDOCS_DOCUMENT_MODEL = "testapp.CustomDocument"

WAGTAIL_COACHING = {
    "PROGRAM_PAGE_MODEL": "testapp.CoachingProgramPage",
    "GALLERY_PAGE_MODEL": "testapp.CoachGalleryPage",
    "COACH_PAGE_MODEL": "testapp.CoachPage",
    "REQUEST_PAGE_MODEL": "testapp.CoachRequestPage",
    "APPLICATION_PAGE_MODEL": "testapp.CoachApplicationPage",
    "WEBINAR_SCHEDULE_PAGE_MODEL": "testapp.WebinarSchedulePage",
    "WEBINAR_PAGE_MODEL": "testapp.WebinarPage",
    "FAQ_PAGE_MODEL": "testapp.FAQPage",
}
