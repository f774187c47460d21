import zoneinfo

import pytest
from django.core.exceptions import ValidationError

from tests.factories import add_recipient, make_image, set_settings
from wagtail_coaching.enums import StaffRecipientKind
from wagtail_coaching.models import CoachingSettings, StaffRecipient


def test_each_site_has_settings_of_its_own(site_a, site_b):
    set_settings(site_a, association_name="Prairie")

    assert CoachingSettings.for_site(site_a).association_name == "Prairie"
    assert CoachingSettings.for_site(site_b).association_name == ""


@pytest.mark.parametrize(
    ("association_name", "site_name", "shown"),
    [
        ("Prairie Managers", "Prairie", "Prairie Managers"),
        ("", "Prairie", "Prairie"),
        ("", "", "prairie.example.org"),
    ],
)
def test_display_name(site_a, association_name, site_name, shown):
    site_a.site_name = site_name
    site_a.save()

    settings = set_settings(site_a, association_name=association_name)

    assert CoachingSettings.objects.get(pk=settings.pk).display_name == shown


def test_zone_is_the_associations(site_a):
    settings = set_settings(site_a, time_zone="America/Los_Angeles")

    assert settings.zone == zoneinfo.ZoneInfo("America/Los_Angeles")


def test_zone_is_the_projects_where_none_is_set(site_a):
    assert CoachingSettings.for_site(site_a).zone == zoneinfo.ZoneInfo("America/Chicago")


@pytest.mark.parametrize("name", ["Prairie\nBcc: all@example.org", "Prairie\rManagers"])
def test_sender_name_stays_on_one_line(site_a, name):
    settings = CoachingSettings.for_site(site_a)
    settings.sender_name = name

    with pytest.raises(ValidationError) as caught:
        settings.full_clean()

    assert caught.value.message_dict == {"sender_name": ["Enter this on one line."]}


def test_recipients_are_listed_by_kind(site_a):
    add_recipient(site_a, kind=StaffRecipientKind.REQUESTS, email="ann@example.org")
    add_recipient(site_a, kind=StaffRecipientKind.WEBINARS, email="bob@example.org")

    settings = CoachingSettings.for_site(site_a)

    assert [str(recipient) for recipient in settings.staff_recipients.all()] == [
        "Coach requests: ann@example.org",
        "Webinars: bob@example.org",
    ]
    assert StaffRecipient.objects.filter(settings__site=site_a).count() == 2


def test_settings_outlive_their_logos(site_a):
    logo, partner_logo = make_image(), make_image()
    settings = set_settings(site_a, association_logo=logo, partner_logo=partner_logo)

    logo.delete()
    partner_logo.delete()

    settings.refresh_from_db()
    assert (settings.association_logo, settings.partner_logo) == (None, None)
