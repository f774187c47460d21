"""The URLs of a host that has turned Wagtail's API on."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

api_router = WagtailAPIRouter("api")
api_router.register_endpoint("pages", PagesAPIViewSet)

urlpatterns = [
    path("api/", api_router.urls),
    path("coaching/", include("wagtail_coaching.urls")),
    path("", include(wagtail_urls)),
]
