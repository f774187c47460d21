"""Demo data: an association's whole coaching program, with invented people."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "example_site.demo"
    label = "coaching_demo"
