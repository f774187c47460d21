"""Invents people's names, and what goes with them."""

import unicodedata
from dataclasses import dataclass
from random import Random
from typing import Any

from example_site.demo.dice import Deck, dice
from example_site.demo.texts import load


@dataclass(frozen=True)
class Name:
    """Somebody's name, and what a drawing of them needs to know."""

    given: str
    surname: str
    presents: str
    skins: tuple[int, ...]
    hair: tuple[str, ...]
    scarf: float = 0.0

    @property
    def full(self) -> str:
        return f"{self.given} {self.surname}"


class NameMaker:
    """Makes names that differ from each other, and from those it is told to stay away from."""

    def __init__(self, key: str, taken: set[str] | None = None) -> None:
        self.rng = dice("names", key)
        self.lists: list[dict[str, Any]] = load("names")["names"]
        self.weights = [entry["weight"] for entry in self.lists]
        self.surnames = [
            Deck(entry["surnames"].split(), key, "surnames", position)
            for position, entry in enumerate(self.lists)
        ]
        self.taken = taken if taken is not None else set()

    def make(self) -> Name:
        while True:
            name = self._make()
            if name.full not in self.taken:
                self.taken.add(name.full)
                return name

    def _make(self) -> Name:
        [position] = self.rng.choices(range(len(self.lists)), self.weights)
        entry = self.lists[position]
        [presents] = self.rng.choices("fmx", (46, 46, 8))
        column = {"f": "feminine", "m": "masculine", "x": "either"}[presents]
        given = self.rng.choice(entry[column].split())
        if self.rng.random() < 0.15:
            [position] = self.rng.choices(range(len(self.lists)), self.weights)
        return name_from(entry, given, self.surnames[position].deal(), presents)


def name_from(entry: dict[str, Any], given: str, surname: str, presents: str) -> Name:
    return Name(
        given,
        surname,
        presents,
        tuple(entry["skins"]),
        tuple(entry["hair"]),
        entry.get("scarf", 0.0),
    )


def special_name(which: str) -> Name:
    """The name that is very long, or the one that two people share."""
    special = load("names")["special"]
    entries = load("names")["names"]
    if which == "long":
        return name_from(entries[4], special["long_given"], special["long_surname"], "f")
    given, surname = special["twice"].split()
    return name_from(entries[1], given, surname, "f")


def address_of(name: str, taken: set[str]) -> str:
    """An e-mail address for somebody, as no other has it."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = ".".join("".join(c for c in word if c.isalnum() or c == "-") for word in plain.split())
    number = 1
    address = f"{base}@example.org"
    while address in taken:
        number += 1
        address = f"{base}{number}@example.org"
    taken.add(address)
    return address


def phone_in(area_codes: list[int], rng: Random) -> str:
    """A phone number that is kept free for stories: 555-0100 to 555-0199."""
    return f"({rng.choice(area_codes)}) 555-01{rng.randrange(100):02}"
