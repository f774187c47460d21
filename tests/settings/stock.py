"""A host that adds the package as it comes: stock pages, images and documents."""

from tests.settings.base import *  # noqa: F403
from tests.settings.base import WAGTAIL_APPS

INSTALLED_APPS = [
    "wagtail_coaching",
    "wagtail_coaching.pages",
    "wagtail_modeladmin",
    *WAGTAIL_APPS,
]
