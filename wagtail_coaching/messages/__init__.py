"""Kinds of messages: one class for each, which says what it needs and renders it from records."""

# Importing registers them.
from wagtail_coaching.messages import (  # noqa: F401
    application,
    application_staff,
    coach,
    concern,
    confirmation,
    consent,
    delivery,
    introduction,
    learner,
    leaving,
    nomination,
    person,
    profile,
    received,
    request,
    vetting,
)
from wagtail_coaching.messages.base import (
    MessageKind,
    Placeholder,
    RecordGoneError,
    get_kind,
    kind_title,
    message_kinds,
    register,
)

__all__ = [
    "MessageKind",
    "Placeholder",
    "RecordGoneError",
    "get_kind",
    "kind_title",
    "message_kinds",
    "register",
]
