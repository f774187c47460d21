"""The texts of the example site; everybody and every place in them is invented."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

Block = tuple[str, Any]


def paragraph(html: str) -> Block:
    return ("paragraph", html)


HERO_TITLE = "Good towns are run by people who help each other"
HERO_TEXT = (
    "We bring together the managers and administrators of Illinois' cities, villages and "
    "counties, and the assistants and interns who will one day follow them."
)
INTRODUCTION = (
    "<p>Nobody learns to run a community of 900 or of 90,000 from a book. You learn it from the "
    "colleague two counties over who has already closed a landfill, hired a police chief, and "
    "sat through the budget meeting that lasted until one in the morning. Since 1961 we have "
    "made sure that you know that colleague.</p>"
)
HOME_CARDS = [
    {
        "title": "Ask a colleague",
        "text": "A question on the members' list has an answer by lunch, usually three, and as a "
        "rule one of them comes with the ordinance attached.",
    },
    {
        "title": "Learn together",
        "text": "Regional lunches, a yearly conference, and webinars to which you may bring your "
        "whole team. What was said is there to read and watch afterwards.",
    },
    {
        "title": "Grow the next ones",
        "text": "Interns, fellows and first-time assistants are members from their first day, and "
        "pay what they can.",
    },
]
FIGURES = [
    {"value": "640", "label": "members, from interns to retired managers"},
    {"value": "212", "label": "cities, villages, towns and counties"},
    {"value": "14", "label": "regional lunches a year"},
    {"value": "1961", "label": "the year it began, over pie in a diner"},
]
HOME_QUOTE = {
    "quote": "I took over a village with two weeks of cash and no clerk. By Friday four people I "
    "had never met had called me. I still call two of them.",
    "name": "Delphine Okafor-Reyes",
    "role": "Village administrator, Kettle Ford",
}

ABOUT_INTRODUCTION = (
    "An association of people who work for local government in Illinois, run by its members, "
    "and paid for by their dues."
)
ABOUT_BODY: list[Block] = [
    ("heading", "How it began"),
    paragraph(
        "<p>In the spring of 1961 nine city managers, most of them the first their towns had ever "
        "hired, met in the back room of a diner near Marlow Falls to compare notes on sewer "
        "bonds. They agreed to meet again in a month, and to bring a tenth. The pie is said to "
        "have been rhubarb; the minutes do not record it.</p><p>Today our members serve places "
        "of every size: some look after eight thousand acres of corn and one traffic light, "
        "others a downtown that never quite goes to bed. What they share is a job in which the "
        "phone rings for everything.</p>"
    ),
    ("heading", "What we do"),
    paragraph(
        "<ul><li><b>Keep people in touch.</b> A members' list, lunches in seven regions, and a "
        "conference every year.</li><li><b>Teach.</b> Webinars, short courses on budgets, "
        "contracts and council relations, and a library of what members are willing to "
        "share.</li><li><b>Coach.</b> With the National Partner for Local Leadership we match "
        "those who want to get on with those who have been there, whether or not they are "
        "members.</li><li><b>Stand up for the profession.</b> We help communities that think "
        "about hiring their first manager, and managers whose job has been made "
        "impossible.</li></ul>"
    ),
    (
        "people",
        {
            "heading": "The board",
            "people": [
                {
                    "name": "Marguerite Lindqvist",
                    "role": "President",
                    "organization": "City manager, Marlow Falls",
                },
                {
                    "name": "Tobias Achterberg",
                    "role": "President-elect",
                    "organization": "County administrator, Wexley County",
                },
                {
                    "name": "Delphine Okafor-Reyes",
                    "role": "Treasurer",
                    "organization": "Village administrator, Kettle Ford",
                },
                {
                    "name": "Ramón Villaseñor",
                    "role": "Secretary, and chair of coaching",
                    "organization": "Assistant city manager, Harlan Heights",
                },
                {
                    "name": "Priyanka Subramanian",
                    "role": "Early-career members",
                    "organization": "Management analyst, Port Ansel",
                },
                {
                    "name": "Walter Grzybowski",
                    "role": "Senior advisor",
                    "organization": "Retired after 31 years in four villages",
                },
            ],
        },
    ),
    (
        "questions",
        {
            "heading": "Questions we are asked",
            "questions": [
                {
                    "question": "Who may become a member?",
                    "answer": "<p>Anyone who works in the management of a city, village, town, "
                    "county, township or special district in Illinois, whoever teaches or studies "
                    "it, and whoever has retired from it.</p>",
                },
                {
                    "question": "What does membership cost?",
                    "answer": "<p>Dues follow the size of the community, from $45 to $390 a year. "
                    "Students and interns pay $15. Members between two jobs pay nothing for up to "
                    "a year.</p>",
                },
                {
                    "question": "Do I have to be a member to have a coach?",
                    "answer": "<p>No. Coaching is open to everyone who works in local government, "
                    "or wants to.</p>",
                },
            ],
        },
    ),
    ("heading", "Come by, or write"),
    paragraph(
        "<p>The office is above the old depot, and the coffee is on from eight. Ingrid "
        "Castellanos, our executive director, answers mail herself: "
        '<a href="mailto:ingrid@prairiemanagers.example.org">ingrid@prairiemanagers.example.org'
        "</a>, or (217) 555-0142.</p>"
    ),
]


@dataclass(frozen=True)
class Article:
    slug: str
    title: str
    days_ago: int
    introduction: str
    image: str
    image_title: str
    body: list[Block]


def articles(today: date) -> list[Article]:
    """The news; every date in it is counted from `today`."""
    conference = today + timedelta(days=130)
    survey_end = today + timedelta(days=18)
    return [
        Article(
            slug="our-coaches-have-a-gallery",
            title="Our coaches now have a gallery of their own",
            days_ago=4,
            introduction="Volunteer coaches, their towns, and what you may ask them about: in "
            "one place, open to everyone in local government.",
            image="coaching.jpg",
            image_title="Two colleagues talking over coffee",
            body=[
                paragraph(
                    "<p>Until now, finding a coach meant knowing whom to ask. That worked well "
                    "for people who already knew everybody. From this week the volunteers "
                    "introduce themselves: what they have run, what they have been through, and "
                    "the subjects on which they like to be called.</p><p>You can look for a "
                    "topic, such as a first budget or a council that has stopped talking, or for "
                    "a place like your own. If somebody sounds right, ask. If nobody does, or "
                    "you cannot decide, send us a few lines and we will suggest one.</p>"
                ),
                (
                    "quote",
                    {
                        "quote": "I don't hand out answers. I ask the question my own coach asked "
                        "me, and then I am quiet for a bit.",
                        "name": "Walter Grzybowski",
                        "role": "Senior advisor and coach since 2009",
                    },
                ),
                ("heading", "What it costs, and who finds out"),
                paragraph(
                    "<p>It costs nothing, and you need not be a member. Nobody tells your "
                    "employer that you asked. Most pairs talk by phone, for half an hour to an "
                    "hour, as often as both of them find useful.</p>"
                ),
            ],
        ),
        Article(
            slug="annual-conference-by-the-river",
            title="Annual conference: three days by the river",
            days_ago=15,
            introduction=f"In {conference:%B} we meet in Marlow Falls. The program is out, and "
            "the first hundred rooms are at the group rate.",
            image="conference.jpg",
            image_title="A river town with flags on its bridge",
            body=[
                paragraph(
                    "<p>The theme this time is <b>the second year</b>: the one after the grant "
                    "has been spent, the new council has been sworn in, and the plan that "
                    "everybody applauded has to be paid for. Eighteen sessions, four of them in "
                    "the open air, and a speed coaching round before breakfast on the second "
                    "day.</p>"
                ),
                ("heading", "Worth getting up for"),
                paragraph(
                    "<ul><li>Three counties that merged their 911 centers, and what they would "
                    "do differently</li><li>A walk along the new levee with the people who "
                    "argued about it for eleven years</li><li>Budget clinic: bring your general "
                    "fund, leave with a second opinion</li><li>How to leave a job well</li></ul>"
                    f"<p>The conference opens on the first Wednesday of {conference:%B %Y}. "
                    "Members pay $320 until the end of next month, first-time visitors and "
                    "interns half of it. Write to "
                    '<a href="mailto:conference@prairiemanagers.example.org">'
                    "conference@prairiemanagers.example.org</a> for a scholarship; last year "
                    "everybody who asked received one.</p>"
                ),
            ],
        ),
        Article(
            slug="salary-survey-is-open",
            title="Twelve minutes that pay for themselves",
            days_ago=33,
            introduction="The salary and benefits survey is open. The more of us answer, the less "
            "anybody has to guess at the next contract.",
            image="survey.jpg",
            image_title="Grain silos that rise like the bars of a chart",
            body=[
                paragraph(
                    "<p>Last time 171 communities took part. That is enough to say what a deputy "
                    "clerk earns in a village of six thousand, and too few to say it for a "
                    "county engineer. So this year we ask for fewer things, and ask everybody."
                    "</p><p>The survey takes about twelve minutes if the pay plan is at hand. It "
                    f"is open until {survey_end:%B} {survey_end.day}. Results go to all who took "
                    "part six weeks later, grouped so that no single town can be made out.</p>"
                ),
                (
                    "figures",
                    {
                        "figures": [
                            {"value": "171", "label": "communities took part last time"},
                            {"value": "12", "label": "minutes, with the pay plan at hand"},
                            {"value": "38", "label": "positions, down from 64"},
                        ]
                    },
                ),
            ],
        ),
        Article(
            slug="six-villages-one-fellow",
            title="Six villages, one fellow",
            days_ago=58,
            introduction="None of them could afford an assistant. Together they have one, who "
            "drives a lot and has already found $214,000.",
            image="fellows.jpg",
            image_title="A young man with a bag at a crossroads",
            body=[
                paragraph(
                    "<p>On Mondays Emeka Thorvaldsen is the assistant administrator of Kettle "
                    "Ford, population 2,310. On Tuesday mornings he is that of Dunmore, and in "
                    "the afternoon of Little Sable. By Friday he has been in six village halls, "
                    "and knows where each of them keeps the good stapler.</p><p>The six pay a "
                    "sixth of his salary each. The association found him, found him a room, and "
                    "found him a coach, who takes his call on the drive home.</p>"
                ),
                (
                    "quote",
                    {
                        "quote": "Each place thinks that its problem is its own. I get to say: "
                        "they had that last month in Dunmore, and here is the form they used.",
                        "name": "Emeka Thorvaldsen",
                        "role": "Shared fellow of six villages",
                    },
                ),
                paragraph(
                    "<p>In his first half year he wrote nine grant applications, four of which "
                    "came through. The villages have renewed for another two years, and a second "
                    "group in Wexley County would like to know how it was done. So the agreement "
                    "that the six signed is in the members' library: three pages, no lawyer was "
                    "harmed.</p>"
                ),
            ],
        ),
        Article(
            slug="practicing-for-the-storm",
            title="Practicing for the storm before it comes",
            days_ago=86,
            introduction="Ten communities spent a day losing power, roads and radio, on paper. "
            "What they learned fits on one page.",
            image="storm.jpg",
            image_title="A snow plow and a patrol car on a winter road",
            body=[
                paragraph(
                    "<p>At nine o'clock it began to snow in the training room of the Harlan "
                    "Heights fire station. By ten, two plows had collided, the mayor was on the "
                    "radio with the wrong numbers, and the nursing home had eleven hours of "
                    "diesel left. By noon everybody understood why we do this in shirtsleeves, "
                    "with sandwiches.</p>"
                ),
                ("heading", "Five things to settle this month"),
                paragraph(
                    "<ol><li>Who speaks for the town when the mayor and the manager are both out "
                    "of reach?</li><li>Which neighbor's equipment may you borrow on a handshake, "
                    "and for how long?</li><li>Where is the list of people on oxygen at home, on "
                    "paper?</li><li>Who has the key to the fuel depot?</li><li>What do you stop "
                    "doing first?</li></ol><p>Members will find the whole exercise, with roles "
                    "and a clock, in the library. Run it with your own people, and tell us what "
                    "went wrong: that is how it gets better.</p>"
                ),
            ],
        ),
    ]
