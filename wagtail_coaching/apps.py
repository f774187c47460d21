"""The app that holds records, abstract page mixins, rules and views."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WagtailCoachingConfig(AppConfig):
    """Records, page mixins, blocks, services and views; label ``wagtail_coaching``."""

    name = "wagtail_coaching"
    label = "wagtail_coaching"
    verbose_name = _("Coaching")
    # Pinned, so that a host's own setting never changes our migrations.
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register system checks and signal handlers."""
        from wagtail_coaching import checks  # noqa: F401  (importing registers)
        from wagtail_coaching.signal_handlers import register_signal_handlers

        register_signal_handlers()
