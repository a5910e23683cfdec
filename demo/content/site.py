"""What the demo's public site says besides the workshop itself: people, news, sponsors, a long page. All made up."""

from __future__ import annotations

from typing import NamedTuple

from effgenai.conferences.call.states import PolicyKind
from effgenai.conferences.people.states import PeopleGroup


class PersonText(NamedTuple):
    """Someone on the people page."""

    group: PeopleGroup
    name: str
    affiliation: str
    note: str
    talk: str = ""
    biography: str = ""


PEOPLE = [
    PersonText(
        PeopleGroup.SPEAKER,
        "Elena Vasquez-Rojas",
        "Andean Institute of Technology",
        "What a watt can say: generation at the edge",
        """\
A phone has about two watts to spare. What can a generative model say with them? I follow one answer from the battery
to the speaker and count where the energy goes: not where most papers look. Moving weights costs more than using them,
waiting costs more than moving, and a model that knows when to stop beats one that is merely small.

The second half is a proposal: report *joules per accepted answer*, and let the listener decide what is accepted.
""",
        """\
Elena leads the group for frugal computing at the Andean Institute of Technology. She built speech models for radios in
villages without a grid, which taught her to measure first.
""",
    ),
    PersonText(
        PeopleGroup.SPEAKER,
        "Matthias Brenner",
        "Technical University of Graz",
        "Ten years of making networks smaller",
        """\
Pruning, distillation, quantisation, low rank: each was declared finished at least twice. I look back at ten years of
compression with one question: which results survived a change of architecture? Four did. They share a simple reason,
and it predicts what will carry over to models that generate.
""",
        "Matthias teaches computer architecture in Graz and has shipped compressed models to some forty million devices.",
    ),
    PersonText(
        PeopleGroup.SPEAKER,
        "Noor van Dijk-Haddad",
        "Delta Laboratory, Rotterdam",
        "Serving is a queue: what operators know and modellers do not",
        """\
Two days of traces from a public service, and the theory of queues from the time of telephones. Between them they
explain most of what one sees when a model meets its users, including why a faster model can make everyone wait longer.
""",
        "Noor ran the night shift of a large inference service for three years and now studies why it was quiet.",
    ),
    PersonText(
        PeopleGroup.SPEAKER,
        "Takumi Ishikawa",
        "Sapporo Institute of Sound",
        "Sound that is written, not computed: long audio on small machines",
        """\
Music repeats, speech leans on what was said, and most of an hour of audio can be *referred to* rather than generated.
I show a notation that a model can write faster than anyone can listen, and play some of it.
""",
        "Takumi is a composer who learned to program because his orchestra was too expensive.",
    ),
    PersonText(
        PeopleGroup.PANELLIST,
        "Abena Owusu-Mensah",
        "Volta Research, Accra",
        "Models for places with slow links",
    ),
    PersonText(PeopleGroup.PANELLIST, "Lars Henriksen", "Nordlys Compute, Oslo", "Data centres and heat"),
    PersonText(
        PeopleGroup.PANELLIST, "Beatriz Quintanilha", "University of Coimbra", "Theory of approximation"
    ),
    PersonText(PeopleGroup.VOLUNTEER, "Yusuf Karaca", "Boğaziçi University", "Student volunteers"),
    PersonText(PeopleGroup.VOLUNTEER, "Anneli Saar", "University of Tartu", "Livestream"),
    PersonText(
        PeopleGroup.VOLUNTEER, "Minh Châu Lê", "Hanoi University of Science and Technology", "Posters"
    ),
]

# Organisers besides the chairs, who come from the demo's accounts.
ORGANISERS = [
    ("Mei-Ling Hsu", "National Taiwan University", "Area chair"),
    ("Oluwaseun Adébáyọ̀", "University of Lagos", "Area chair"),
    ("Katarzyna Wójcik-Levy", "École polytechnique", "Programme and panel"),
    ("Daniel Ferreira", "University of Porto", "Publicity and web"),
]

SPONSORS = [
    ("Gold", "Lumen Foundry", "Travel grants for students", "https://lumen-foundry.example/"),
    ("Gold", "Nordlys Compute", "", "https://nordlys.example/"),
    ("Silver", "Ostrava Silicon", "", "https://ostrava-silicon.example/"),
    ("Silver", "Paper Lantern", "Coffee all day", "https://paper-lantern.example/"),
    ("Friends", "Society for Frugal Computing", "", ""),
]

# Days before the moment of the demo, title, text.
NEWS = [
    (
        2,
        "Four invited speakers",
        (
            "Noor van Dijk-Haddad and Takumi Ishikawa complete the list: from the queues behind a service to music on small "
            "machines. Abstracts stand on the [people page](/effgenai/people/)."
        ),
    ),
    (
        9,
        "Papers are due a week later",
        "Several groups asked, and everyone gets the same: the date moves by a week. The other dates stay as they were.",
    ),
    (
        21,
        "Travel grants",
        (
            "Thanks to Lumen Foundry, ten students with an accepted paper get up to 800 € for travel. There is no form: we "
            "write to every contact author who is a student once decisions are out."
        ),
    ),
    (
        44,
        "The call is open",
        "Full papers up to eight pages, short papers up to four. We look forward to yours.",
    ),
]

PAST_EDITIONS = [
    (
        "Reading group on small models",
        "One evening a month for two years, Graz and online",
        "https://small-models.example/",
    ),
]

POLICIES = {
    PolicyKind.DUAL_SUBMISSION: """\
Full papers must not be under review at another archival venue while they are under review here. Short papers may be,
and may have appeared elsewhere in the last twelve months; say where in the abstract's last line.
""",
    PolicyKind.PREPRINTS: """\
Preprints are fine, before, during and after review. Please do not advertise one as a submission to this workshop while
reviews are being written. Reviewers are asked not to search for authors.
""",
    PolicyKind.LLM_AUTHORS: """\
You may use language models for writing and for code. You answer for every sentence, figure and citation as if you had
made it by hand; a model cannot be an author. If one shaped the method or the experiments, say how.
""",
    PolicyKind.LLM_REVIEWERS: """\
Reviews are written by the people we asked. Manuscripts are confidential: they must not be given to any service that
stores or learns from them. Tools for spelling and grammar that run on your own machine are fine.
""",
    PolicyKind.ETHICS: """\
A paragraph on who could be harmed, and on the energy that the experiments used, is welcome and does not count towards
the page limit. Work with people or their data names the approval it had.
""",
    PolicyKind.ARCHIVAL: """\
Accepted full papers appear in the proceedings under a CC BY licence. Short papers are shown on this site and remain
free to be published elsewhere.
""",
}

REVIEWER_GUIDE = """\
We look for people who have published on one of the topics, or who build systems that generate. A first-time reviewer
is as welcome as an old hand: each paper has at least one experienced reader.

You will get at most the number of papers you wish for, three weeks to read them, and our thanks by name on this site.
"""

VENUE = """\
The workshop takes place in **Hall 4 of the convention centre**, a ten-minute ride from the middle of the city, and
online for everyone who cannot or would rather not travel. Both kinds of attendance are the same price: nothing, beyond
what the host conference asks.

## Getting there

![Many thin lines run together into five strong ones.](image:{banner})

| from | with | takes | costs |
|---|---|---|---|
| the airport | S7 to *Mitte*, then U1 to *Messe* | 38 minutes | 4.40 € |
| the main station | U1 to *Messe* | 11 minutes | 2.40 € |
| the old town | on foot along the canal | 35 minutes | nothing |

Trains run until half past midnight, on Fridays and Saturdays all night. The entrance is on the south side; follow the
green signs, not the blue ones, which lead to a fair for garden machines.

### By bicycle

There are four hundred places under the roof of hall 3. Bicycles can be borrowed at every second underground station;
the first thirty minutes are free, which is enough.

## The hall

Hall 4 seats 340. It has step-free access, induction loops on the left side, two quiet rooms behind the stage, and a
room for parents and children. Guide dogs are welcome. If you need anything else, write to us by the end of the month
before, and it will be there:

1. live captions are shown for every talk, and kept with the recordings;
2. posters stay up the whole day, at two heights;
3. food is vegetarian, and labelled.

## Poster boards

Boards are 98 cm wide and 196 cm high, so A0 upright fits. With $n$ posters on $b$ boards of two sides each,

$$
b = \\left\\lceil \\frac{{n}}{{2}} \\right\\rceil ,
$$

and we have ordered one more. Tape is provided; pins are not allowed, because the boards are older than they look.

## Online

Talks are streamed without sign-in and stay there. Questions from the stream are read out by a person in the hall, in
the order of the votes they get. Poster authors who are not in the room get a table, a screen and an hour.

## Sleeping

We have not reserved rooms: prices in the week are reasonable, and the house rules of chain hotels are the same
everywhere. Three small places we would send a friend to:

* **Hotel am Kanal**, quiet, ten minutes on foot, breakfast with too many kinds of bread;
* **Zur Setzerei**, once a printing shop, with type cases in the corridors;
* **Youth hostel West**, four to a room, and a garden.

## Visa letters

Write to the organisers with your name as it stands in the passport and the number of your paper. Letters leave within
three working days. Authors of submitted papers can have one before decisions are out; it says so in a way that
consulates accept.

> If something goes wrong on the way, call the number in the mail you get the week before. A person answers.
"""
