"""Invents learners and what they ask for. Knows nothing of databases."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from example_site.demo.biographies import in_words
from example_site.demo.dice import Deck, dice, one_of
from example_site.demo.names import NameMaker, address_of, phone_in
from example_site.demo.places import Place, invent_place, states
from example_site.demo.profiles import Profile, topic_slugs
from example_site.demo.texts import load

LEARNERS, REQUESTS = 450, 600

STAGES = {
    "student-intern": 12,
    "entry-mid-management": 44,
    "department-head": 20,
    "assistant-chief": 13,
    "chief": 9,
    "retired-encore": 2,
}
TOPICS = {
    "resume-review": 13,
    "interview-preparation": 17,
    "council-manager-relations": 11,
    "management-tools": 14,
    "breaking-into-local-government": 13,
    "career-progression": 16,
    "bouncing-back-from-adversity": 7,
    "difficult-conversations": 12,
}
FAMOUS = 10
TALKING = ("introduced", "ended")
# How many of those who ask a Senior Advisor ask for an introduction.
INTRODUCTIONS = 0.6
# What only certain people ask, and everybody else would not.
NEWCOMERS = {"student-intern", "entry-mid-management"}
KINDS = {"one_off": 46, "targeted": 34, "ongoing": 20}
DAYS = 365


@dataclass(frozen=True)
class Learner:
    """Somebody who asks for a coach."""

    name: str
    email: str
    phone: str
    job_title: str
    place: Place
    career_stage: str


@dataclass(frozen=True)
class Ask:
    """One request; `coach` is a position in the list of profiles, or None."""

    learner: int
    coach: int | None
    topics: list[str]
    kind: str
    message: str
    state: str
    staff_notes: str
    minutes_ago: int
    state_changed_minutes_ago: int
    #: Whether a Senior Advisor is asked for a suggestion, and not for coaching.
    for_introduction: bool = False


def invent_learners(profiles: Sequence[Profile]) -> list[Learner]:
    """Invent learners; none has the name or the address of a coach."""
    names = NameMaker("learners", {profile.name for profile in profiles})
    addresses = {profile.email for profile in profiles}
    jobs = load("requests")["jobs"]
    elsewhere = Deck([code for code in states() if code not in ("CA", "IL")], "learners")
    learners = []
    for number in range(LEARNERS):
        rng = dice("learner", number)
        state = one_of(rng, {"IL": 45, "CA": 35, "": 20}) or elsewhere.deal()
        place = invent_place(rng, state)
        stage = one_of(rng, STAGES)
        name = names.make().full
        learners.append(
            Learner(
                name=name,
                email=address_of(name, addresses),
                phone=phone_in(list(place.area_codes), rng) if rng.random() < 0.7 else "",
                job_title=rng.choice(jobs[stage]),
                place=place,
                career_stage=stage,
            )
        )
    return learners


def invent_requests(learners: Sequence[Learner], profiles: Sequence[Profile]) -> list[Ask]:
    """Invent what they ask, the oldest first: everybody once, and some of them again."""
    rng = dice("requests")
    writer = _Writer(profiles)
    who = [*range(len(learners)), *rng.sample(range(len(learners)), REQUESTS - len(learners))]
    rng.shuffle(who)
    asks = []
    for number, learner in enumerate(who):
        # The program grows: there are more of them each month.
        days_ago = DAYS * (1 - (number + rng.random()) / len(who)) ** 1.25
        asks.append(writer.ask(dice("request", number), learner, learners[learner], days_ago))
    return _with_places_kept(sorted(asks, key=lambda ask: -ask.minutes_ago), profiles)


def _with_places_kept(asks: list[Ask], profiles: Sequence[Profile]) -> list[Ask]:
    """Let coaches have as many learners as they have places for, and just as many who are full."""
    learners: Counter[int] = Counter()
    kept = []
    for ask in reversed(asks):
        if ask.coach is not None and ask.state in TALKING and not ask.for_introduction:
            profile = profiles[ask.coach]
            places = profile.capacity if profile.is_full else profile.capacity - 1
            has_place = learners[ask.coach] < places
            wanted = profile.is_full or ask.state == "introduced"
            if has_place and wanted:
                learners[ask.coach] += 1
            ask = replace(ask, state="introduced" if has_place and wanted else "ended")
        kept.append(ask)
    return kept[::-1]


class _Writer:
    def __init__(self, profiles: Sequence[Profile]) -> None:
        self.profiles = profiles
        texts = load("requests")
        self.situations = {
            slug: Deck(lines, "situations", slug) for slug, lines in texts["situations"].items()
        }
        self.lines = {name: Deck(texts[name], name) for name in ("openers", "openers_named")}
        self.closers = Deck(texts["closers"], "closers")
        self.notes = {state: Deck(lines, "notes", state) for state, lines in texts["notes"].items()}
        # Some coaches are asked more often than others; who is not public is asked by nobody.
        self.asked = {
            str(number): FAMOUS
            if profile.is_full or "senior-advisor" in profile.roles
            else 1 + dice("popular", number).randrange(6)
            for number, profile in enumerate(profiles)
            if not profile.vetting
        }

    def ask(self, rng: Random, position: int, learner: Learner, days_ago: float) -> Ask:
        topic = self._topic(rng, learner)
        coach = self._coach(rng, topic)
        state = _state(rng, days_ago)
        minutes = max(20, int(days_ago * 24 * 60))
        more = [slug for slug in topic_slugs() if slug != topic and rng.random() < 0.12]
        return Ask(
            learner=position,
            coach=coach,
            topics=[topic, *more],
            kind=one_of(rng, KINDS),
            message=self._message(rng, topic, learner, coach),
            state=state,
            staff_notes=self._note(rng, state),
            minutes_ago=minutes,
            state_changed_minutes_ago=minutes if state == "new" else _handled(rng, minutes),
            for_introduction=self._is_for_introduction(coach, minutes),
        )

    def _topic(self, rng: Random, learner: Learner) -> str:
        weights = dict(TOPICS)
        if learner.career_stage not in NEWCOMERS:
            del weights["breaking-into-local-government"]
        elif learner.career_stage == "student-intern":
            del weights["council-manager-relations"]
            weights["breaking-into-local-government"] = 60
        return one_of(rng, weights)

    def _coach(self, rng: Random, topic: str) -> int | None:
        if rng.random() < 0.36 or not self.asked:
            return None
        fitting = {n: w for n, w in self.asked.items() if topic in self.profiles[int(n)].topics}
        return int(one_of(rng, fitting or self.asked))

    def _is_for_introduction(self, coach: int | None, minutes: int) -> bool:
        is_advisor = coach is not None and "senior-advisor" in self.profiles[coach].roles
        return is_advisor and dice("introduction", coach, minutes).random() < INTRODUCTIONS

    def _message(self, rng: Random, topic: str, learner: Learner, coach: int | None) -> str:
        if coach is None:
            opener = self.lines["openers"].deal()
        else:
            opener = self.lines["openers_named"].deal()
        parts = [opener, self.situations[topic].deal(), self.closers.deal()]
        text = "\n\n".join(part for part in parts if part)
        return text.format(
            name=self.profiles[coach].name.split()[0] if coach is not None else "",
            org=learner.place.organization,
            few=in_words(rng.randrange(3, 10)),
            months=in_words(rng.randrange(2, 12)),
            dozens=in_words(rng.randrange(14, 49)),
        )

    def _note(self, rng: Random, state: str) -> str:
        if state == "new" or rng.random() < 0.55:
            return ""
        coach = self.profiles[int(one_of(rng, self.asked))] if self.asked else None
        return str(self.notes[state].deal()).format(coach=coach.name if coach else "A coach")


def _state(rng: Random, days_ago: float) -> str:
    """What has become of a request by now: the older, the more is settled."""
    if days_ago < 3:
        weights = {"new": 85, "in_progress": 15}
    elif days_ago < 16:
        weights = {"new": 18, "in_progress": 45, "introduced": 30, "closed": 7}
    elif days_ago < 60:
        weights = {"in_progress": 14, "introduced": 60, "ended": 10, "closed": 16}
    else:
        weights = {"in_progress": 1, "introduced": 22, "ended": 57, "closed": 20}
    return one_of(rng, weights)


def _handled(rng: Random, minutes: int) -> int:
    """When staff last did something: within days, and not in the future."""
    return max(5, minutes - rng.randrange(90, 9 * 24 * 60)) if minutes > 120 else minutes // 2
