"""Addresses that belong to no page. Include them before Wagtail's own catch-all."""

from django.urls import path

from wagtail_coaching.views import (
    application,
    application_page,
    concern,
    links,
    person,
    unsubscribe,
    vcard,
    webinar,
)
from wagtail_coaching.views import application_status as _application_status  # noqa: F401
from wagtail_coaching.views import confirmation as _confirmation  # noqa: F401  (shows links)
from wagtail_coaching.views import consent as _consent  # noqa: F401  (shows links)
from wagtail_coaching.views import nomination as _nomination  # noqa: F401  (shows links)
from wagtail_coaching.views import request as _request  # noqa: F401  (shows links, too)
from wagtail_coaching.views.gallery_feed import NewCoachesFeed

app_name = "wagtail_coaching"

urlpatterns = [
    path("application/sent/", application.sent, name="application_sent"),
    path("application/start/<str:pk>/", application_page.begin, name="application_begin"),
    path("application/<str:token>/", application.show, name="application"),
    path("application/<str:token>/portrait.jpg", application.portrait, name="application_portrait"),
    path("coach/<str:pk>.vcf", vcard.coach_vcard, name="coach_vcard"),
    path("coach/<str:pk>/concern/", concern.coach_concern, name="coach_concern"),
    path(
        "coach/<str:pk>/concern/thanks/", concern.coach_concern_thanks, name="coach_concern_thanks"
    ),
    path("galleries/<str:pk>/coaches.atom", NewCoachesFeed(), name="gallery_feed"),
    path("link/<str:token>/", links.open_personal_link, name="link"),
    path("link-done/<slug:what>/", links.done, name="link_done"),
    path("my-link/", person.own_link, name="own_link"),
    path("my-link/sent/", person.own_link_sent, name="own_link_sent"),
    path("unsubscribe/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
    path("webinars/<uuid:uid>.ics", webinar.webinar_calendar, name="webinar_calendar"),
]
