"""Sizes of communities, and the states."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class PopulationBand(models.TextChoices):
    """The size of a community, in ten bands. Derived from the population number, never stored."""

    UNDER_2500 = "under-2500", _("Under 2,500")
    FROM_2500 = "2500-4999", _("2,500–4,999")
    FROM_5000 = "5000-9999", _("5,000–9,999")
    FROM_10000 = "10000-24999", _("10,000–24,999")
    FROM_25000 = "25000-49999", _("25,000–49,999")
    FROM_50000 = "50000-99999", _("50,000–99,999")
    FROM_100000 = "100000-249999", _("100,000–249,999")
    FROM_250000 = "250000-499999", _("250,000–499,999")
    FROM_500000 = "500000-1000000", _("500,000–1,000,000")
    OVER_1000000 = "over-1000000", _("Over 1,000,000")

    @classmethod
    def for_population(cls, population: int | None) -> PopulationBand | None:
        """Return the band of a number of residents, or ``None`` where the number is not known."""
        if population is None:
            return None
        for upper_bound, band in _BAND_UPPER_BOUNDS:
            if population <= upper_bound:
                return band
        return cls.OVER_1000000


# The largest population that still belongs to each band, in residents.


_BAND_UPPER_BOUNDS: Final = (
    (2_499, PopulationBand.UNDER_2500),
    (4_999, PopulationBand.FROM_2500),
    (9_999, PopulationBand.FROM_5000),
    (24_999, PopulationBand.FROM_10000),
    (49_999, PopulationBand.FROM_25000),
    (99_999, PopulationBand.FROM_50000),
    (249_999, PopulationBand.FROM_100000),
    (499_999, PopulationBand.FROM_250000),
    (1_000_000, PopulationBand.FROM_500000),
)


class USState(models.TextChoices):
    """The states and the District of Columbia, by USPS abbreviation (Publication 28, app. B)."""

    @classmethod
    def name_of(cls, code: str) -> str:
        """Return a state's name; empty where the code is no state's.

        ``get_us_state_display()`` translates all of the names at every call: too slow in lists.
        """
        try:
            return str(cls(code).label)
        except ValueError:
            return ""

    AL = "AL", _("Alabama")
    AK = "AK", _("Alaska")
    AZ = "AZ", _("Arizona")
    AR = "AR", _("Arkansas")
    CA = "CA", _("California")
    CO = "CO", _("Colorado")
    CT = "CT", _("Connecticut")
    DE = "DE", _("Delaware")
    DC = "DC", _("District of Columbia")
    FL = "FL", _("Florida")
    GA = "GA", _("Georgia")
    HI = "HI", _("Hawaii")
    ID = "ID", _("Idaho")
    IL = "IL", _("Illinois")
    IN = "IN", _("Indiana")
    IA = "IA", _("Iowa")
    KS = "KS", _("Kansas")
    KY = "KY", _("Kentucky")
    LA = "LA", _("Louisiana")
    ME = "ME", _("Maine")
    MD = "MD", _("Maryland")
    MA = "MA", _("Massachusetts")
    MI = "MI", _("Michigan")
    MN = "MN", _("Minnesota")
    MS = "MS", _("Mississippi")
    MO = "MO", _("Missouri")
    MT = "MT", _("Montana")
    NE = "NE", _("Nebraska")
    NV = "NV", _("Nevada")
    NH = "NH", _("New Hampshire")
    NJ = "NJ", _("New Jersey")
    NM = "NM", _("New Mexico")
    NY = "NY", _("New York")
    NC = "NC", _("North Carolina")
    ND = "ND", _("North Dakota")
    OH = "OH", _("Ohio")
    OK = "OK", _("Oklahoma")
    OR = "OR", _("Oregon")
    PA = "PA", _("Pennsylvania")
    RI = "RI", _("Rhode Island")
    SC = "SC", _("South Carolina")
    SD = "SD", _("South Dakota")
    TN = "TN", _("Tennessee")
    TX = "TX", _("Texas")
    UT = "UT", _("Utah")
    VT = "VT", _("Vermont")
    VA = "VA", _("Virginia")
    WA = "WA", _("Washington")
    WV = "WV", _("West Virginia")
    WI = "WI", _("Wisconsin")
    WY = "WY", _("Wyoming")
