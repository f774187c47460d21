"""News of the association."""

from django.apps import AppConfig


class NewsConfig(AppConfig):
    name = "example_site.news"
    default_auto_field = "django.db.models.BigAutoField"
