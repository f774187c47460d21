"""Randomness that is the same each time: each part of the demo rolls its own dice."""

from collections.abc import Iterable
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


def dice(*key: object) -> Random:
    """A generator that rolls the same for the same key, whatever was rolled before."""
    return Random("/".join(map(str, ("coaching-demo", *key))))  # noqa: S311  (nothing secret)


class Deck(Generic[T]):
    """Deals the same cards over and over, shuffled, none twice before all have been dealt."""

    def __init__(self, cards: Iterable[T], *key: object) -> None:
        self.cards = list(cards)
        self.rng = dice("deck", *key)
        self.stack: list[T] = []

    def deal(self) -> T:
        if not self.stack:
            self.stack = self.rng.sample(self.cards, len(self.cards))
        return self.stack.pop()


def weighted_sample(rng: Random, weights: dict[str, int], count: int) -> list[str]:
    """Draw `count` different keys, each as likely as its weight says."""
    left = dict(weights)
    drawn = []
    for _ in range(min(count, len(left))):
        [key] = rng.choices(list(left), list(left.values()))
        del left[key]
        drawn.append(key)
    return drawn


def one_of(rng: Random, weights: dict[str, int]) -> str:
    """Draw one key, as likely as its weight says."""
    return weighted_sample(rng, weights, 1)[0]
