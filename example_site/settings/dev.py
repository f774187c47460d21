"""Development settings: everything runs on one machine, and mail stays in a folder."""

from example_site.settings.base import *  # noqa: F403
from example_site.settings.base import INSTALLED_APPS
from example_site.settings.environment import VAR_DIR, email_from_env, env, mail_settings

DEBUG = True
SECRET_KEY = env.str("SECRET_KEY", default="only-for-development-and-never-for-a-public-site")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])

# Mail is written to a folder, and shown on the page /outbox/.
EMAIL = email_from_env(
    default={
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(VAR_DIR / "outbox"),
    }
)
globals().update(mail_settings(EMAIL))
OUTBOX_DIR = EMAIL.get("EMAIL_FILE_PATH", VAR_DIR / "outbox")
INSTALLED_APPS = [*INSTALLED_APPS, "example_site.outbox"]
