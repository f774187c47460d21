"""What the services raise when a rule says no. Messages are translated and meant for people."""

from django.core.exceptions import PermissionDenied


class CoachingError(Exception):
    """Base of every error that a service of this package raises on purpose."""


class IllegalTransitionError(CoachingError):
    """A record cannot go from the state it is in to the one asked for."""


class EmailTakenError(CoachingError):
    """Somebody else at this site has the e-mail address already."""


class DeadLinkError(CoachingError):
    """A personal link does not work: guessed, altered, run out, used, or its matter is settled.

    One error for all of these, so that nobody learns from it which one it was.
    """


class ThrottledError(CoachingError):
    """Too many tries in too short a time."""


class VettingError(CoachingError):
    """A vetting decision cannot be taken; the message says why, and what to do.

    ``code`` names the reason: ``taken``, ``claimed``, ``own``, ``stale``, ``checklist``,
    ``comment`` or ``invalid``.
    """

    def __init__(self, message: str, code: str = "taken") -> None:
        """Take the message, translated, and the reason's name."""
        super().__init__(message)
        self.code = code


class TextChangedError(CoachingError):
    """Somebody else has changed a message text since it was opened for editing."""


class MessageError(CoachingError):
    """A message cannot be sent (again); the message says why."""


class PortraitError(CoachingError):
    """A file is not taken as somebody's photo; the message says why, and what to do."""


class StaleProfileError(CoachingError):
    """Somebody else has changed a profile since its coach opened it to change it."""


class SetupError(CoachingError):
    """``coaching_setup`` cannot go on; the message says what to change."""


class UninstallError(CoachingError):
    """``coaching_uninstall`` cannot go on; the message says what to change."""


class SiteInUseError(CoachingError, PermissionDenied):
    """A Wagtail site cannot be deleted while it holds coaching records.

    A ``PermissionDenied`` too, so that Wagtail's admin answers with its notice and not a 500.
    """
