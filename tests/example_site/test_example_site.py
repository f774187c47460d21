"""The example site, each time in a process of its own: its settings are not those of the suite."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What the suite itself is run with would change what is tested here.
SETTINGS_FROM_OUTSIDE = (
    "CACHE_URL",
    "DATABASE_URL",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
    "DJANGO_SETTINGS_MODULE",
    "EMAIL_URL",
    "SECRET_KEY",
)

pytestmark = pytest.mark.own_process


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {k: v for k, v in os.environ.items() if k not in SETTINGS_FROM_OUTSIDE}
    python = [sys.executable, "-W", "error::DeprecationWarning:example_site"]
    return subprocess.run(
        [*python, "example_site/manage.py", *arguments],
        cwd=ROOT,
        env={**inherited, **environment},
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_site_serves_its_pages(tmp_path: Path) -> None:
    result = manage("test", "tests.example_site.site_cases", "--noinput", VAR_DIR=str(tmp_path))

    assert result.returncode == 0, result.stderr


def test_production_settings_pass_the_deployment_check(tmp_path: Path) -> None:
    pytest.importorskip("whitenoise")

    result = manage(
        "check",
        "--deploy",
        "--fail-level=WARNING",
        VAR_DIR=str(tmp_path),
        DJANGO_SETTINGS_MODULE="example_site.settings.production",
        SECRET_KEY="0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        ALLOWED_HOSTS="www.example.org",
        EMAIL_URL="smtp+tls://user:password@mail.example.org:587",
    )

    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout + result.stderr


def test_production_settings_want_a_secret_key(tmp_path: Path) -> None:
    result = manage(
        "check",
        VAR_DIR=str(tmp_path),
        DJANGO_SETTINGS_MODULE="example_site.settings.production",
        ALLOWED_HOSTS="www.example.org",
        EMAIL_URL="dummymail://",
    )

    assert result.returncode != 0
    assert "SECRET_KEY" in result.stderr
