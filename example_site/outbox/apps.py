"""Shows, during development only, the mail that would have been sent."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "example_site.outbox"
