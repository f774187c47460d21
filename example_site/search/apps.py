"""Search over the pages of the site."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "example_site.search"
