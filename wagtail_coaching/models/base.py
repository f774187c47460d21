"""What every private record has in common: it belongs to one site."""

from typing import Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

RecordT_co = TypeVar("RecordT_co", bound=models.Model, covariant=True)


class SiteRecordQuerySet(models.QuerySet[RecordT_co]):
    """Queries that never cross from one association to another."""

    def for_site(self, site: Site | None) -> Self:
        """Return the records of one site; none at all where there is no site."""
        return self.filter(site=site) if site is not None else self.none()


class SiteRecord(models.Model):
    """Abstract: a record that belongs to one site, and to nobody else's.

    Deleting a site that still has records is refused (see ``signal_handlers.py``): people's data
    never goes as a side effect.
    """

    site = models.ForeignKey(
        Site, verbose_name=_("site"), on_delete=models.CASCADE, related_name="+"
    )

    objects = models.Manager.from_queryset(SiteRecordQuerySet)()

    class Meta:
        abstract = True
