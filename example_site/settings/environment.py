"""How settings are read from the environment."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import django
import environ

# The folder of the Django project; the package lies beside it.
SITE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
# Name=value lines, for whoever prefers a file to real environment variables, which win.
env.read_env(SITE_DIR.parent / ".env")

# Whatever the running site writes: database, uploads, collected static files, mail.
VAR_DIR = Path(env.str("VAR_DIR", default="") or SITE_DIR / "var")

# What the `EMAIL_…` settings are called in `MAILERS`, for each of Django's mail backends.
MAILER_OPTIONS = {
    "filebased": {"EMAIL_FILE_PATH": "file_path"},
    "smtp": {
        "EMAIL_HOST": "host",
        "EMAIL_PORT": "port",
        "EMAIL_HOST_USER": "username",
        "EMAIL_HOST_PASSWORD": "password",
        "EMAIL_USE_TLS": "use_tls",
        "EMAIL_USE_SSL": "use_ssl",
        "EMAIL_TIMEOUT": "timeout",
    },
}


def database_from_env() -> dict[str, Any]:
    """The default database: `DATABASE_URL`, or a SQLite file in `VAR_DIR`."""
    database: dict[str, Any]
    if env.str("DATABASE_URL", default=""):
        database = dict(env.db_url("DATABASE_URL"))
    else:
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(VAR_DIR / "db.sqlite3")}
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # Readers don't wait for the writer (WAL). A transaction takes the write lock when it
        # begins, where SQLite waits for its turn; taken later it would fail at once.
        database["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            **database.get("OPTIONS", {}),
        }
    return database


def email_from_env(default: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """`EMAIL_URL`, or else `default`, as Django's `EMAIL_…` settings."""
    if default is not None and not env.str("EMAIL_URL", default=""):
        return dict(default)
    found = dict(env.email_url("EMAIL_URL"))
    found.update(found.pop("OPTIONS", {}))
    return {name: value for name, value in found.items() if value not in (None, "")}


def mail_settings(email: Mapping[str, Any]) -> dict[str, Any]:
    """The same in the form this version of Django wants: 6.1 replaced `EMAIL_…` by `MAILERS`."""
    if django.VERSION < (6, 1):
        return dict(email)
    backend = str(email["EMAIL_BACKEND"])
    known = MAILER_OPTIONS.get(backend.split(".")[-2], {})
    options = {known[name]: value for name, value in email.items() if name in known}
    return {"MAILERS": {"default": {"BACKEND": backend, "OPTIONS": options}}}
