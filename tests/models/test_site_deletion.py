"""People's records never go as a side effect of deleting their site."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from wagtail.models import Site

from tests.factories import (
    CoachFactory,
    CoachRequestFactory,
    PersonFactory,
    TopicFactory,
    UserFactory,
    WebinarFactory,
    make_webinar_page,
    set_settings,
)
from wagtail_coaching.exceptions import CoachingError, SiteInUseError
from wagtail_coaching.models import CoachConcern, CoachingSettings, Message, Topic, Webinar

RECORDS = [PersonFactory, CoachFactory, CoachRequestFactory, WebinarFactory]
MESSAGE = "This site still holds coaching records. Move or delete them first."


@pytest.mark.parametrize("factory", RECORDS)
def test_site_with_a_record_is_not_deleted(site_b, factory):
    factory(site=site_b)

    with pytest.raises(SiteInUseError, match=MESSAGE), transaction.atomic():
        site_b.delete()

    assert Site.objects.filter(pk=site_b.pk).exists()


def test_site_with_a_concern_is_not_deleted(site_b):
    CoachConcern.objects.create(site=site_b, profile_name="Ann Bell", message="She has moved away.")

    with pytest.raises(SiteInUseError, match=MESSAGE), transaction.atomic():
        site_b.delete()


@pytest.mark.parametrize("factory", RECORDS)
def test_records_of_another_site_do_not_matter(site_a, site_b, factory):
    factory(site=site_a)

    site_b.delete()

    assert list(Site.objects.all()) == [site_a]


def test_site_with_a_message_is_not_deleted(site_b):
    Message.objects.create(site=site_b, kind="any", recipient_email="staff@example.org")

    with pytest.raises(SiteInUseError, match=MESSAGE), transaction.atomic():
        site_b.delete()


def test_sites_deleted_in_bulk_are_looked_at_too(site_b):
    PersonFactory(site=site_b)

    with pytest.raises(SiteInUseError), transaction.atomic():
        Site.objects.filter(pk=site_b.pk).delete()


def test_vocabularies_and_settings_go_with_their_site(site_b):
    TopicFactory(site=site_b)
    set_settings(site_b, association_name="Coast")

    site_b.delete()

    assert not Topic.objects.exists()
    assert not CoachingSettings.objects.exists()


def test_error_is_one_of_ours_and_one_that_wagtail_knows():
    assert issubclass(SiteInUseError, CoachingError)
    assert issubclass(SiteInUseError, PermissionDenied)


@pytest.fixture
def admin(client, db):
    client.force_login(UserFactory(superuser=True))
    return client


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("factory", [PersonFactory, CoachFactory])
def test_admin_keeps_the_site_and_says_so(admin, site_b, factory):
    factory(site=site_b)

    response = admin.post(reverse("wagtailsites:delete", args=[site_b.pk]))

    assert (response.status_code, response["Location"]) == (302, reverse("wagtailadmin_home"))
    assert Site.objects.filter(pk=site_b.pk).exists()


def test_admin_deletes_a_site_without_records(admin, site_b):
    response = admin.post(reverse("wagtailsites:delete", args=[site_b.pk]))

    assert (response.status_code, response["Location"]) == (302, reverse("wagtailsites:index"))
    assert not Site.objects.filter(pk=site_b.pk).exists()


def test_site_can_go_when_its_pages_have_gone(program_b):
    """Editors see no calendar entries: what goes with its page must not be in their way."""
    make_webinar_page(program_b)
    type(program_b.program).objects.get(pk=program_b.program.pk).delete()

    program_b.site.delete()

    assert not Site.objects.filter(pk=program_b.site.pk).exists()


def test_site_can_go_when_its_webinars_have_moved_to_another(program_a, program_b):
    page = make_webinar_page(program_b)
    page.move(type(program_a.schedule).objects.get(pk=program_a.schedule.pk), pos="last-child")

    program_b.site.delete()

    assert Webinar.objects.get().site == program_a.site
