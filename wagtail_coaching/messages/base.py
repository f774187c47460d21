"""What a kind of message is, and the registry of them.

A kind's texts are plain text with ``{placeholders}``, in the association's words where an editor
changed them. Paragraphs are separated by empty lines; a line with nothing but the placeholder of
an address becomes a button in the HTML part. A host adds a kind by subclassing
:class:`MessageKind` and decorating it with :func:`register`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

from django.apps import apps

from wagtail_coaching.enums import MessageAudience, MessageCategory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model
    from django_stubs_ext import StrOrPromise, StrPromise
    from wagtail.models import Site

    from wagtail_coaching.models import Message


class RecordGoneError(Exception):
    """A record that a message is about is no longer there: the message is not needed any more."""


@dataclass(frozen=True)
class Placeholder:
    """Something that a text may mention as ``{name}``."""

    label: StrOrPromise
    #: What stands for it in a preview where the site has no real record yet.
    sample: StrOrPromise
    #: An address (URL) of a page. Alone on its line it becomes a button that reads ``label``.
    is_url: bool = False


class MessageKind:
    """One kind of message. Subclasses are never instantiated; all they have is on the class."""

    #: Stored with every message, so it never changes.
    key: ClassVar[str]
    title: ClassVar[StrPromise]
    #: When it is sent, in a sentence for editors.
    description: ClassVar[StrPromise]
    audience: ClassVar[MessageAudience]
    category: ClassVar[MessageCategory]
    #: Whether it goes to an address that somebody typed and nobody has confirmed yet.
    to_unproven_address: ClassVar[bool] = False
    placeholders: ClassVar[Mapping[str, Placeholder]]
    #: Placeholders that a body must have: the message would be of no use without.
    required: ClassVar[frozenset[str]] = frozenset()
    #: Placeholders that are personal links; ``services.messages.queue(links=…)`` must name them.
    links: ClassVar[tuple[str, ...]] = ()
    subject: ClassVar[StrPromise]
    body: ClassVar[StrPromise]

    @classmethod
    def values(cls, message: Message) -> dict[str, str]:
        """Return the placeholders' values, but for the personal links, from the records.

        Called with the message's language active. Values are plain text of any content.

        Raises:
            RecordGoneError: a record is no longer there, or has moved on so far that the message
                would be wrong. The message is then canceled.
        """
        return {}

    @classmethod
    def reply_to(cls, message: Message) -> str:
        """Return the address that answers go to; empty: the site's own."""
        return ""

    @classmethod
    def example(cls, site: Site) -> dict[str, Any] | None:
        """Return the ``context`` of a real message of this kind at ``site``, for a preview.

        ``None``: there is no record to show yet; samples are shown.
        """
        return None


KindT = TypeVar("KindT", bound=type[MessageKind])

_REGISTRY: Final[dict[str, type[MessageKind]]] = {}


def register(kind: KindT) -> KindT:
    """Add a kind to the registry (a class decorator).

    Raises:
        ValueError: another class has the key, or its texts don't fit its placeholders.
    """
    known = _REGISTRY.get(kind.key)
    if known is not None and known.__qualname__ != kind.__qualname__:
        raise ValueError(f"There is a kind of message {kind.key!r} already: {known!r}.")
    unknown = {*kind.required, *kind.links} - set(kind.placeholders)
    if unknown:
        raise ValueError(f"{kind!r} lists no placeholder {', '.join(sorted(unknown))}.")
    _REGISTRY[kind.key] = kind
    return kind


def message_kinds() -> list[type[MessageKind]]:
    """Return every kind there is, in the order of registration."""
    return list(_REGISTRY.values())


def get_kind(key: str) -> type[MessageKind] | None:
    """Return the kind with this key; ``None`` if nobody has registered one (any more)."""
    return _REGISTRY.get(key)


def kind_title(key: str) -> str:
    """Return what people call a kind of message; its key, if no such kind is registered."""
    kind = get_kind(key)
    return str(kind.title) if kind is not None else key


def referred(message: Message, name: str, model: str) -> Any:
    """Return the record of this site that ``message.context[name]`` refers to.

    Args:
        message: the message.
        name: the name of the reference.
        model: the record's class, as "app_label.ModelName".

    Raises:
        RecordGoneError: there is none, or it is another site's.
    """
    key = message.context.get(name)
    record_class: type[Model] = apps.get_model(model)
    record = record_class._default_manager.filter(pk=key, site_id=message.site_id).first()
    if record is None:
        raise RecordGoneError(f"{model} {key}")
    return record
