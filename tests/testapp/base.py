"""The host's base page."""

from django.db import models
from wagtail.models import AbstractPage


class BasePage(AbstractPage):
    """Has a field of its own, and not all that Wagtail's page has: no ``seo_title``, no menus."""

    audience = models.CharField(max_length=100, blank=True)

    promote_panels = [*AbstractPage.promote_panels, "audience"]
