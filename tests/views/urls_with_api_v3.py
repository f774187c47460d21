"""The URLs of a host that has turned Wagtail's API v3 on (Wagtail 8.0)."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.api.v3.urls import api

urlpatterns = [
    path("api/v3/", api.urls),
    path("coaching/", include("wagtail_coaching.urls")),
    path("", include(wagtail_urls)),
]
