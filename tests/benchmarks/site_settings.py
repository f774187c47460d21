"""The example site as it runs in production, without TLS and a cache server."""

from example_site.settings.base import *  # noqa: F403
from example_site.settings.base import DATABASES
from example_site.settings.environment import mail_settings

DEBUG = False
SECRET_KEY = "only-for-benchmarks"
ALLOWED_HOSTS = ["*"]
# A server keeps its connections.
DATABASES["default"]["CONN_MAX_AGE"] = None
globals().update(mail_settings({"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}))
