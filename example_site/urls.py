"""URLs of the example site."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from example_site.search.views import search

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("search/", search, name="search"),
    path("sitemap.xml", sitemap),
    path("coaching/", include("wagtail_coaching.urls")),
]

if settings.DEBUG:
    urlpatterns += [
        path("outbox/", include("example_site.outbox.urls")),
        *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    ]

# Wagtail answers whatever is left.
urlpatterns += [path("", include(wagtail_urls))]
