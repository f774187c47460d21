"""Addresses that belong to no page. Include them before Wagtail's own catch-all."""

from django.urls import path

from wagtail_coaching.views import webinar

app_name = "wagtail_coaching"

urlpatterns = [
    path("webinars/<uuid:uid>.ics", webinar.webinar_calendar, name="webinar_calendar"),
]
