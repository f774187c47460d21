"""The app with the ready-made page types."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WagtailCoachingPagesConfig(AppConfig):
    """Thin concrete page types over the mixins; label ``wagtail_coaching_pages``."""

    name = "wagtail_coaching.pages"
    label = "wagtail_coaching_pages"
    verbose_name = _("Coaching pages")
    # Pinned, so that a host's own setting never changes our migrations.
    default_auto_field = "django.db.models.BigAutoField"
