"""These tests are about a host's own models; they run where those are installed."""

from django.apps import apps

collect_ignore_glob = [] if apps.is_installed("tests.testapp") else ["test_*.py"]
