"""A small site of somebody else's, in a folder and in processes of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
OURS = ["wagtail_coaching", "wagtail_coaching.pages", "wagtail_modeladmin"]
WAGTAIL = [
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

SETTINGS = """
import json
import os
from pathlib import Path

BASE = Path(__file__).parent
SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["*"]
DEBUG = False
DEFAULT_FROM_EMAIL = "hello@guest.example.org"
ROOT_URLCONF = "guest_urls"
INSTALLED_APPS = json.loads(os.environ["GUEST_APPS"])
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE / "db.sqlite3"}}
# All processes share it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": BASE / "cache",
    }
}
# Not the type of key that our migrations say.
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_URL = "/static/"
MEDIA_ROOT = BASE / "media"
MEDIA_URL = "/media/"
USE_TZ = True
WAGTAIL_SITE_NAME = "Guest"
WAGTAILADMIN_BASE_URL = "http://localhost"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
"""

URLS = """
import os

from django.contrib import admin
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("django-admin/", admin.site.urls),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]
if os.environ.get("GUEST_INCLUDES_URLS"):
    urlpatterns.append(path("coaching/", include("wagtail_coaching.urls")))
urlpatterns.append(path("", include(wagtail_urls)))
"""

PAGE_TEMPLATE = """{% load wagtailcore_tags %}<!doctype html>
<title>{{ page.title }}</title>
<p>{{ page.title }} {{ request.path }} {{ settings }} {{ coaching_settings }} {{ user }}</p>
"""


@dataclass
class GuestSite:
    """Runs Django in other processes, with these apps installed and our URLs included or not."""

    folder: Path
    apps: list[str] = field(default_factory=lambda: [*OURS, *WAGTAIL])
    includes_urls: bool = True

    def __post_init__(self) -> None:
        (self.folder / "guest_settings.py").write_text(SETTINGS)
        (self.folder / "guest_urls.py").write_text(URLS)
        templates = self.folder / "templates" / "wagtailcore"
        templates.mkdir(parents=True, exist_ok=True)
        (templates / "page.html").write_text(PAGE_TEMPLATE)

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command, and return what it said, whether it went well or not."""
        return self._run(["-m", "django", *arguments])

    def must(self, *arguments: str) -> str:
        """Run a management command that has to go well; return what it said."""
        result = self.manage(*arguments)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout + result.stderr

    def python(self, code: str) -> Any:
        """Run code with Django set up; return what its ``answer`` was, by way of JSON."""
        script = self.folder / "script.py"
        script.write_text(
            f"import json, django\ndjango.setup()\n{code}\nprint('\\n=====' + json.dumps(answer))\n"
        )
        result = self._run([str(script)])
        assert result.returncode == 0, result.stdout + result.stderr
        return json.loads(result.stdout.split("\n=====")[1])

    def snapshot(self) -> dict[str, list[dict[str, Any]]]:
        """Return every row of every table."""
        found: dict[str, list[dict[str, Any]]] = self.python(
            "from tests.management.snapshots import take_snapshot\n"
            "answer = json.loads(json.dumps(take_snapshot(), default=str))"
        )
        return found

    def _run(self, arguments: list[str]) -> subprocess.CompletedProcess[str]:
        outside = ("DATABASE_URL", "COV", "DJANGO_", "GUEST_", "PYTEST")
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(outside)}
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env={
                **inherited,
                "PYTHONPATH": f"{self.folder}{os.pathsep}{ROOT}",
                "DJANGO_SETTINGS_MODULE": "guest_settings",
                "GUEST_APPS": json.dumps(self.apps),
                "GUEST_INCLUDES_URLS": "yes" if self.includes_urls else "",
            },
            check=False,
            capture_output=True,
            text=True,
            timeout=300,
        )
