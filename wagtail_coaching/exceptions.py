"""What the services raise when a rule says no. Messages are translated and meant for people."""

from django.core.exceptions import PermissionDenied


class CoachingError(Exception):
    """Base of every error that a service of this package raises on purpose."""


class IllegalTransitionError(CoachingError):
    """A record cannot go from the state it is in to the one asked for."""


class EmailTakenError(CoachingError):
    """Somebody else at this site has the e-mail address already."""


class SetupError(CoachingError):
    """``coaching_setup`` cannot go on; the message says what to change."""


class UninstallError(CoachingError):
    """``coaching_uninstall`` cannot go on; the message says what to change."""


class SiteInUseError(CoachingError, PermissionDenied):
    """A Wagtail site cannot be deleted while it holds coaching records.

    A ``PermissionDenied`` too, so that Wagtail's admin answers with its notice and not a 500.
    """
