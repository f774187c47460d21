"""Coaching programs for associations of local-government professionals, as a Wagtail app."""

__version__ = "0.1.0"
