"""What the gallery's filters show: the choices of each facet, with how many coaches each gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypedDict

from django.utils.formats import number_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from wagtail_coaching.forms.gallery import VOCABULARIES, CoachFilterSet

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from wagtail_coaching.forms.gallery import Choice, Selection

#: A facet with more choices than this shows the most frequent ones, and the rest on request.
_LONG: Final = 10
_SHOWN_OF_LONG: Final = 6
#: Numbers from here on are written with a separator, as the language has it.
_GROUPED: Final = 1000
#: What most visitors choose by. The other facets are folded up until they are in use.
_OPEN: Final = frozenset({"topic", "availability", "state"})


class FacetGroup(TypedDict):
    """The boxes of one facet."""

    name: str
    label: str
    #: The boxes, as HTML: a gallery has a hundred of them, and templates are slow.
    options: SafeString
    #: Those that a long facet shows on request only, and how many.
    more: SafeString
    more_count: int
    chosen_count: int
    is_open: bool


def facet_groups(
    *, choices: Mapping[str, Sequence[Choice]], selection: Selection, result: Any
) -> list[FacetGroup]:
    """Return the facets that make a difference in this gallery, in the order of the form.

    A facet of which nobody here has any value is left out. Of states and the like, those are
    offered that somebody here has; of an association's own terms, all.
    """
    groups: list[FacetGroup] = []
    for name, label in CoachFilterSet.facet_labels().items():
        totals: Mapping[str, int] = result.totals.get(name, {})
        chosen = {choice.parameter for choice in selection.chosen.get(name, ())}
        if not (chosen or totals):
            continue
        offered = [
            choice
            for choice in choices.get(name, ())
            if name in VOCABULARIES or choice.value in totals or choice.parameter in chosen
        ]
        counts = result.counts.get(name, {})
        first = _most_frequent(offered, totals) | chosen
        more = [choice for choice in offered if choice.parameter not in first]
        groups.append(
            {
                "name": name,
                "label": label,
                "options": _boxes(name, offered, counts, chosen, only=first),
                "more": _boxes(name, more, counts, chosen),
                "more_count": len(more),
                "chosen_count": len(chosen),
                "is_open": bool(chosen) or name in _OPEN,
            }
        )
    return groups


def _boxes(
    facet: str,
    choices: Sequence[Choice],
    counts: Mapping[str, int],
    chosen: Collection[str],
    *,
    only: Collection[str] | None = None,
) -> SafeString:
    """Return boxes to tick, each with how many coaches it gives: HTML, one label a choice."""
    boxes = []
    for choice in choices:
        if only is not None and choice.parameter not in only:
            continue
        count = counts.get(choice.value, 0)
        is_chosen = choice.parameter in chosen
        number = str(count) if count < _GROUPED else number_format(count)
        value = escape(choice.parameter)
        box = f"coaching-{facet}-{value}"
        state = " checked" if is_chosen else "" if count else " disabled"
        boxes.append(
            f'<label class="coaching-choice coaching-choice--counted" for="{box}">'
            f'<input type="checkbox" name="{facet}" value="{value}" id="{box}"'
            f"{state}><span>{escape(choice.label)}</span>"
            f'<span class="coaching-choice__count">{number}</span></label>'
        )
    return mark_safe("".join(boxes))  # noqa: S308  (what is not ours is escaped)


def _most_frequent(offered: Sequence[Choice], totals: Mapping[str, int]) -> set[str]:
    """Return the values that stand first: all of them where they are not many."""
    if len(offered) > _LONG:
        # The same ones whatever is chosen: what stands under the pointer does not move away.
        offered = sorted(offered, key=lambda c: -totals.get(c.value, 0))[:_SHOWN_OF_LONG]
    return {choice.parameter for choice in offered}
