"""What keeps our blocks out of other people's migrations.

Wagtail freezes a ``StructBlock`` field by field into the migrations of whoever uses it; a new
help text in an upgrade would then ask every host for a migration. The blocks here deconstruct to
their import path in :mod:`wagtail_coaching.blocks`, and to what the host itself passed. That
import path is public API.
"""

from typing import Any, Self

from wagtail import blocks
from wagtail.blocks.definition_lookup import (
    BlockDefinitionLookup,
    BlockDefinitionLookupBuilder,
)

_PACKAGE = "wagtail_coaching.blocks"


class QuietBlockMixin:
    """Deconstructs a block of this package to its import path. Goes before Wagtail's class.

    A subclass of a host's own is frozen as Wagtail does it, for its import path is not ours.
    """

    _constructor_args: tuple[tuple[Any, ...], dict[str, Any]]

    def deconstruct(self) -> tuple[str, Any, Any]:
        """Return import path and constructor arguments."""
        if not type(self).__module__.startswith(f"{_PACKAGE}."):
            return super().deconstruct()  # type: ignore[misc, no-any-return]
        args, kwargs = self._constructor_args
        return f"{_PACKAGE}.{type(self).__name__}", list(args), dict(kwargs)

    def deconstruct_with_lookup(self, lookup: BlockDefinitionLookupBuilder) -> tuple[str, Any, Any]:
        """Return the same: there is nothing inside to look up."""
        if not type(self).__module__.startswith(f"{_PACKAGE}."):
            return super().deconstruct_with_lookup(lookup)  # type: ignore[misc, no-any-return]
        return self.deconstruct()

    @classmethod
    def construct_from_lookup(
        cls, lookup: BlockDefinitionLookup, *args: Any, **kwargs: Any
    ) -> Self:
        """Return the block that a migration names."""
        return cls(*args, **kwargs)


class CoachingStructBlock(QuietBlockMixin, blocks.StructBlock):
    """Base of this package's struct blocks."""

    class Meta:
        abstract = True


class CoachingStreamBlock(QuietBlockMixin, blocks.StreamBlock):
    """Base of this package's stream blocks."""

    class Meta:
        abstract = True
