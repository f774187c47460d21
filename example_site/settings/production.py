"""Production settings; secrets and addresses come from the environment.

Required: SECRET_KEY, ALLOWED_HOSTS, EMAIL_URL. Behind a proxy that ends TLS, set
BEHIND_TLS_PROXY=true, and only there: a client could claim to be on HTTPS otherwise.
"""

from example_site.settings.base import *  # noqa: F403
from example_site.settings.base import MIDDLEWARE
from example_site.settings.environment import email_from_env, env, mail_settings

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
WAGTAILADMIN_BASE_URL = env.str("WAGTAILADMIN_BASE_URL", default=f"https://{ALLOWED_HOSTS[0]}")

CACHES = {"default": env.cache_url("CACHE_URL", default="rediscache://127.0.0.1:6379/0")}
globals().update(mail_settings(email_from_env()))

# WhiteNoise serves the collected, compressed files; it comes right after the first middleware.
MIDDLEWARE = [MIDDLEWARE[0], "whitenoise.middleware.WhiteNoiseMiddleware", *MIDDLEWARE[1:]]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=60 * 60 * 24 * 365)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # Wagtail runs several small tasks each time a page is saved.
    "loggers": {"django_tasks": {"level": "WARNING"}},
}

# Visitors are told apart by the address that the proxies in front have seen.
WAGTAIL_COACHING = {"TRUSTED_PROXY_COUNT": env.int("TRUSTED_PROXY_COUNT", default=0)}
