"""URLs of a host where every page has its language in the address, the default one, too."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("documents/", include(wagtaildocs_urls)),
    path("coaching/", include("wagtail_coaching.urls")),
    *i18n_patterns(path("", include(wagtail_urls))),
]
