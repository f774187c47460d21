"""Job titles, as they go with a career stage and a kind of organization."""

from random import Random

from example_site.demo.dice import one_of
from example_site.demo.places import Place
from example_site.demo.texts import load

STAGES = {
    "": {
        "chief": 34,
        "assistant-chief": 22,
        "department-head": 31,
        "entry-mid-management": 11,
        "student-intern": 2,
    },
    "council-of-governments": {
        "chief": 40,
        "assistant-chief": 20,
        "department-head": 28,
        "entry-mid-management": 12,
    },
    "state-association": {"chief": 55, "department-head": 45},
    "university": {"department-head": 80, "student-intern": 20},
    "retired-private": {"retired-encore": 1},
}
# Years in local government, from and to.
YEARS = {
    "student-intern": (1, 2),
    "entry-mid-management": (2, 9),
    "department-head": (8, 29),
    "assistant-chief": (8, 26),
    "chief": (10, 35),
    "retired-encore": (25, 41),
}
CREDENTIALS = {
    "chief": {"icma-cm": 0.55, "leadership-icma": 0.2},
    "assistant-chief": {"icma-cm": 0.35, "leadership-icma": 0.25, "lgmf": 0.15},
    "department-head": {"icma-cm": 0.12, "leadership-icma": 0.1},
    "entry-mid-management": {"lgmf": 0.4},
    "student-intern": {},
    "retired-encore": {"icma-cm": 0.5},
}
EARLY = {
    "Management Analyst": 5,
    "Senior Management Analyst": 4,
    "Assistant to the {kind} Manager": 4,
    "Budget Analyst": 3,
    "Associate Planner": 3,
    "Deputy {kind} Clerk": 2,
    "Administrative Services Manager": 3,
    "Recreation Supervisor": 2,
    "Communications Specialist": 2,
    "Project Engineer": 2,
}
OTHER = {
    "council-of-governments": {
        "chief": ["Executive Director"],
        "assistant-chief": ["Deputy Executive Director", "Chief of Staff"],
        "department-head": ["Director of Regional Planning", "Director of Programs"],
        "entry-mid-management": ["Program Manager", "Policy Analyst", "Regional Planner"],
    },
    "state-association": {
        "chief": ["Executive Director", "Senior Advisor"],
        "department-head": ["Director of Member Services", "Director of Professional Development"],
    },
    "university": {
        "department-head": [
            "Director, Institute for Public Service",
            "Professor of Practice",
            "Program Director, Public Administration",
        ],
        "student-intern": ["Graduate Management Intern", "Graduate Research Assistant"],
    },
    "special-district": {
        "chief": ["General Manager"],
        "assistant-chief": ["Assistant General Manager", "Deputy General Manager"],
        "department-head": ["Finance Director", "Director of Operations", "Board Secretary"],
        "entry-mid-management": ["Management Analyst", "Administrative Services Manager"],
        "student-intern": ["Graduate Management Intern"],
    },
}
RETIRED = [
    "Retired {kind} Manager",
    "Retired Assistant {kind} Manager",
    "Interim Manager and Adviser",
    "Former {kind} Manager",
]


# Whoever works in so small a place does a bit of everything.
SMALL = 4_000
SMALL_HEADS = ["{kind} Clerk", "Public Works Superintendent", "Finance Officer", "Deputy Manager"]


def stage_for(rng: Random, place: Place) -> str:
    stage = one_of(rng, STAGES.get(place.organization_type, STAGES[""]))
    return "chief" if stage == "assistant-chief" and _is_small(place) else stage


def _is_small(place: Place) -> bool:
    return bool(place.kind) and (place.population or SMALL) < SMALL


def title_for(rng: Random, place: Place, stage: str, theme: str) -> str:
    """Invent a job title; `theme` is what a department head heads."""
    if stage == "retired-encore":
        return _retired(rng, place)
    if place.theme == "fire" and stage == "chief":
        return "Fire Chief"
    if place.organization_type in OTHER:
        return rng.choice(OTHER[place.organization_type][stage])
    if stage == "department-head" and _is_small(place):
        return rng.choice(SMALL_HEADS).format(kind=place.kind)
    if stage == "department-head":
        heads = next(t["heads"] for t in load("themes")["theme"] if t["key"] == theme)
        return str(rng.choice(heads)).format(kind=place.kind)
    if stage == "entry-mid-management":
        return one_of(rng, EARLY).format(kind=place.kind)
    if stage == "student-intern":
        return "Graduate Management Intern"
    return _executive(rng, place, stage)


def _executive(rng: Random, place: Place, stage: str) -> str:
    small = (place.population or 0) < 30_000
    if place.kind == "County":
        noun = rng.choice(["Administrator", "Manager", "Executive Officer"])
    else:
        noun = rng.choice(["Manager", "Manager", "Administrator"] if small else ["Manager"])
    if stage == "chief":
        return f"{place.kind} {noun}"
    noun = "Manager" if noun == "Executive Officer" else noun
    return f"{rng.choice(['Assistant', 'Assistant', 'Deputy'])} {place.kind} {noun}"


def _retired(rng: Random, place: Place) -> str:
    if not place.organization.startswith("Formerly"):
        return rng.choice(["Principal", "Partner", "Interim Manager and Adviser"])
    return str(rng.choice(RETIRED)).format(kind="City")
