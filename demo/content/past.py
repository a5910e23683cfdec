"""What the finished conference of the demo says: a seminar that came before the workshop. All of it is made up."""

from __future__ import annotations

from typing import NamedTuple

TITLE = "Frugal Generation"
EDITION = "a seminar on generating with less"
SUMMARY = (
    "Two days in Graz on what generative models can do with little memory, little power and little data."
)

ABSTRACT = """\
Large machines hide waste. This seminar asked what remains of generative modelling when the machine is small: a phone, a
router, a radio in a village, a laptop that is ten years old. Thirty papers, three invited talks and one long walk later
we know a little more, and all of it stands on these pages.
"""

AIMS = """\
* **Measure first.** Every paper says what it cost to train and to run, in joules where it could.
* **Small is not a version of large.** Methods that were made for little memory, not trimmed to it.
* **Show it.** Talks come with something that runs on the speaker's own machine.
"""

QUESTIONS = [
    "What is the smallest model that people prefer to none?",
    "Which results change their sign when the memory is halved?",
    "Can a model tell before it begins what an answer will cost?",
]

TOPICS = [
    ("Small models", "made small, not trimmed"),
    ("Memory", "caches, paging, recomputation"),
    ("Energy", "meters, models and honest tables"),
    ("Little data", "synthetic, borrowed, shared"),
    ("Devices", "phones, browsers, boards"),
]

SPEAKERS = [
    (
        "Agnes Thorvaldsen",
        "Nordic Institute for Energy, Bergen",
        "The meter and the model",
        "What a wall plug knows about attention: four years of measurements, and the three that surprised me.",
    ),
    (
        "Kofi Asante-Boateng",
        "Volta Institute, Accra",
        "Radio, and other large language models",
        "A model that speaks Twi, Ewe and Ga from a board that costs less than the radio it is in.",
    ),
    (
        "Marguerite Duchêne",
        "University of Lyon",
        "Forgetting on purpose",
        "Which parts of a context may go, who decides, and a proof that somebody has to.",
    ),
]

ORGANISERS = [
    ("Matthias Brenner", "Technical University of Graz", "Host"),
    ("Ingrid Solheim", "University of Tromsø", "Programme"),
    ("Lindiwe Mokoena", "University of Pretoria", "Demonstrations"),
]

NEWS = [
    (
        400,
        "Submissions are closed",
        "More papers came in than two days have hours. Reviewers have three weeks; we have coffee.",
    ),
    (368, "Thirty papers accepted", "Ten as talks, twenty as posters. The list is complete, with abstracts."),
    (
        352,
        "The programme is out",
        "Two days, two rooms, one thing at a time nearly always. Bring walking shoes for the evening.",
    ),
    (
        331,
        "Thank you, and the awards",
        "Two best papers and a best demonstration; slides and posters are beside the papers.",
    ),
]

PAGES = [
    (
        "report",
        "What we learnt",
        """\
Thirty papers, seventy-four people, two days. Three things were said so often that we write them down.

## Cost belongs into the abstract

Where authors had to say what a run costs, they found ways to spend less. The median dropped by a third between the first
and the final version of the papers.

## Memory comes before arithmetic

In nineteen of thirty papers the limit was memory. A model of $N$ parameters in $b$ bits that writes $n$ tokens with a
cache of $c$ bytes each needs

$$
M = \\frac{Nb}{8} + nc
$$

bytes, and on small machines it is the second term that hurts.

## Small models are asked other questions

| asked for | large model | small model |
|---|---|---|
| a summary | 41 % | 22 % |
| a rewrite of one's own text | 17 % | 39 % |
| an answer | 35 % | 12 % |
| a translation | 7 % | 27 % |

So benchmarks made for large models measure small ones at what nobody wants of them.
""",
    ),
    (
        "walk",
        "The long walk",
        """\
From the main square up to the castle and down on the other side, eleven kilometres, with three stops where somebody
talks for five minutes without slides. It was better than the panel we had planned. Do it again.
""",
    ),
]

AFFILIATIONS = [
    "Technical University of Graz",
    "University of Pretoria",
    "KTH Royal Institute of Technology",
    "Indian Institute of Science",
    "University of São Paulo",
    "Volta Institute, Accra",
    "Kyoto Institute for Informatics",
    "University of Lyon",
    "Delta Laboratory, Rotterdam",
    "Andean Institute of Technology",
    "University of Tartu",
    "Hanoi Institute of Computing",
]

# Each with the place of the affiliation above.
AUTHORS = [
    ("Johanna Edlinger", 0),
    ("Thabo van der Merwe", 1),
    ("Åsa Öberg", 2),
    ("Ravi Subramanian", 3),
    ("João Pedro de Almeida", 4),
    ("Ama Serwaa Owusu", 5),
    ("Yuki Tanaka", 6),
    ("Étienne Lefèvre", 7),
    ("Sanne van den Berg", 8),
    ("Inés Quispe Mamani", 9),
    ("Kaarel Põld", 10),
    ("Nguyễn Minh Anh", 11),
    ("Lukas Gruber", 0),
    ("Nomvula Dlamini", 1),
    ("Erik Sjögren", 2),
    ("Meera Krishnan", 3),
    ("Beatriz Souza e Silva", 4),
    ("Kwame Mensah", 5),
    ("Haruto Nakamura", 6),
    ("Camille Rousseau-Petit", 7),
    ("Pieter de Groot", 8),
    ("Diego Huamán", 9),
    ("Liis Tamm", 10),
    ("Phạm Quốc Bảo", 11),
    ("Franz Josef Maier Jr.", 0),
    ("Priyanka Iyer", 3),
]


class ExamplePaper(NamedTuple):
    """A paper of the seminar: topics and authors by their place in the lists above."""

    title: str
    abstract: str
    topics: tuple[int, ...]
    authors: tuple[int, ...]
    award: str = ""
    reason: str = ""


ORALS = [
    ExamplePaper(
        "A language model in the cache of an old laptop",
        "Six megabytes are enough for a model that rewrites, if its embedding table is computed instead of stored. We "
        "hash pieces of words into $2^{12}$ rows, learn the hash, and never touch main memory while writing. The result "
        "is eleven times faster than a model of the same quality that misses the cache.",
        (0, 1),
        (0, 12, 2),
        "Best paper",
        "For an idea that is obvious only afterwards.",
    ),
    ExamplePaper(
        "What an answer costs, told before it is given",
        "From the prompt alone a linear probe predicts the energy of the answer within 9 %. People who see the estimate "
        "ask for shorter answers and are as satisfied with them. We give the probe for seven open models.",
        (2,),
        (13, 1),
        "Best paper",
        "For measuring people as carefully as machines.",
    ),
    ExamplePaper(
        "Paging attention to a memory card",
        "Keys and values that are read less often than once in a thousand tokens may live on a card that costs two euros. "
        "We predict which, page them in during the feed-forward layers, and write 32,000 tokens in 512 MB.",
        (1, 4),
        (6, 18),
    ),
    ExamplePaper(
        "Speech for three languages on a board without a fan",
        "Synthesis in Twi, Ewe and Ga from 4.1 million parameters, shared but for one layer each. Listeners could not "
        "tell which sentences were recorded in 31 % of pairs. Everything, including the recordings, is free to use.",
        (0, 4, 3),
        (5, 17),
        "Best demonstration",
        "It spoke, from a radio, in the rain.",
    ),
    ExamplePaper(
        "Distilling from a teacher that may be asked only once",
        "Querying a large model is expensive, so each query should be the right one. We choose prompts by how much the "
        "student's gradient would turn, with a bound of $O(\\sqrt{d \\log n})$ on the regret, and need a tenth of the "
        "queries for the same student.",
        (0, 3),
        (7, 19, 15),
    ),
    ExamplePaper(
        "Two bits, three values, no multiplications",
        "Ternary weights turn matrix products into sums. On processors without vector units that is not a trick but the "
        "only way. We train from scratch with a temperature on the rounding and reach the quality of eight bits at "
        "twice the width.",
        (0, 1),
        (3, 25),
    ),
    ExamplePaper(
        "The second reader: generation shared by two phones",
        "Two phones in the same room hold half a model each and talk over Bluetooth. Pipelining the halves over "
        "different sentences hides 83 % of the delay. Neither phone learns what the other was asked.",
        (4, 1),
        (9, 21, 4),
    ),
    ExamplePaper(
        "How many tokens is a picture worth?",
        "Between 9 and 14, for most questions people ask of pictures. We let a model stop looking when more would not "
        "change its answer, and show with $10^4$ questions where it stops too soon: at counting.",
        (0, 2),
        (8, 20),
    ),
    ExamplePaper(
        "Training on the tram: interrupted fine-tuning",
        "Phones are free for minutes, not for hours. We fine-tune in slices of ninety seconds whose state fits into "
        "40 MB, prove that interruptions cost at most a factor of $1 + 1/k$ after $k$ slices, and show it on a commute.",
        (4, 1),
        (10, 22),
    ),
    ExamplePaper(
        "An honest table: reporting energy so that others can compare",
        "Of 412 papers that report energy, 37 could be compared with one another. We propose nine lines that suffice, a "
        "script that fills in seven of them, and what to do when a reviewer asks for the other two.",
        (2,),
        (2, 14, 13),
    ),
]

POSTERS = [
    ExamplePaper(
        "Borrowed data: learning from a neighbour's synthetic corpus",
        "Languages with little text can borrow sentences from a related one, translated word by word. We ask when "
        "that helps (same word order) and when it harms (different gender), for 23 pairs.",
        (3,),
        (11, 23),
    ),
    ExamplePaper(
        "Early exit for diffusion on handhelds",
        "Stopping a sampler when the residual falls below the screen's resolution saves 44 % of the steps and "
        "nobody sees it, because the screen could not show it.",
        (4, 2),
        (16, 4),
    ),
    ExamplePaper(
        "The smallest useful translator",
        "We shrink a translator until people stop using it. They stop at 1.9 million parameters, not when quality "
        "falls but when names go wrong.",
        (0,),
        (22,),
    ),
    ExamplePaper(
        "Recompute or remember? A rule for $n$ up to 10,000",
        "Whether to cache a layer depends on one ratio, $\\rho = c/r$, of the cost of reading to that of computing. We "
        "measure it on eleven devices and give the rule as a table that fits on a card.",
        (1,),
        (12, 24),
    ),
    ExamplePaper(
        "Grammars as brakes",
        "Constraining a decoder by a grammar makes it not only right but cheaper: most tokens are then certain and "
        "need no model at all. For JSON, seven of ten.",
        (0, 2),
        (19,),
    ),
    ExamplePaper(
        "Solar-powered evaluation",
        "A benchmark that runs when the sun shines takes nine days instead of one and emits nothing. We describe "
        "the queue, the weather, and the reviewers' patience.",
        (2,),
        (1, 13),
    ),
    ExamplePaper(
        "Shared dictionaries for private keyboards",
        "Keyboards learn what one types. We let them share what many type, with noise enough that no one is found "
        "($\\varepsilon = 1$), and halve the size of the model on each phone.",
        (3, 4),
        (15, 3),
    ),
    ExamplePaper(
        "A browser is a device, too",
        "Sixteen models in sixteen browsers: what WebGPU gives, what it takes, and why the same page is four times "
        "slower in a second tab.",
        (4,),
        (20, 8),
    ),
    ExamplePaper(
        "Quantising the optimiser's memory of gradients",
        "The moments of Adam need no more than four bits if the largest of each block is kept apart. Fine-tuning a "
        "model of three billion parameters then fits into 8 GB.",
        (1,),
        (18, 6),
    ),
    ExamplePaper(
        "Whispering: audio tokens at 300 bits a second",
        "Intelligible speech needs 300 bits a second if the listener knows the speaker. We send the difference to "
        "the expected voice and nothing else.",
        (0, 3),
        (17, 5, 11),
    ),
    ExamplePaper(
        "When small models should say “I do not know”",
        "Abstention is the cheapest answer. We calibrate it by cost: a wrong answer is priced at ten right ones, and "
        "the model learns to keep quiet for one question in six.",
        (0, 2),
        (21, 9),
    ),
    ExamplePaper(
        "Old phones as a cluster",
        "Forty phones from a drawer, one power strip, 61 tokens a second. We report which ones caught fire: none, but "
        "three swelled.",
        (4, 2),
        (14,),
    ),
    ExamplePaper(
        "Merging adapters without asking their owners",
        "Adapters of rank four from 112 people merge into one of rank sixteen that serves all of them, if those that "
        "disagree are routed apart first.",
        (0, 3),
        (25, 15),
    ),
    ExamplePaper(
        "Text from a bus timetable",
        "A generator for announcements that never invents a stop: a model of 300 kB writes the sentence, a table "
        "fills in the facts. Deployed on two lines for a year.",
        (0, 4),
        (24, 0),
    ),
    ExamplePaper(
        "The memory of a refrigerator",
        "Household devices have 256 kB and a long life. We fit a dialogue model into one, with a vocabulary of 900 "
        "words chosen by what people shout at it.",
        (1, 4),
        (10,),
    ),
    ExamplePaper(
        "Curricula for a thousand sentences",
        "With a thousand sentences the order matters more than the model. Sorting by the entropy of the next word, "
        "then reversing, gains as much as doubling the data.",
        (3,),
        (23, 11),
    ),
    ExamplePaper(
        "Joules per laugh",
        "We measure what it costs to generate a joke that somebody laughs at. It is a lot. A selection model that "
        "never generates is cheaper by five orders of magnitude and funnier.",
        (2, 3),
        (16,),
    ),
    ExamplePaper(
        "Sparse updates over a slow line",
        "Updating a model on a ship over a satellite: we send 0.4 % of the weights each night, those that would change "
        "an answer, and stay within one point of the full update.",
        (1, 3),
        (5, 17),
    ),
    ExamplePaper(
        "Mixture of one expert",
        "A router with a single expert sounds like a mistake. It decides whether to compute at all, and for 40 % of "
        "tokens the answer is no.",
        (0, 2),
        (7,),
    ),
    ExamplePaper(
        "A museum guide that fits into its headphones",
        "Twelve hours on a coin cell, in four languages, about 800 exhibits. Visitors asked 14,000 questions; we "
        "publish them, without their voices.",
        (4, 0),
        (19, 7, 20),
    ),
]

# What stands beside the papers, by their place above: orals first, then posters.
FINAL_PDFS = range(23)
POSTER_FILES = range(10, 21)
SLIDES = (0, 1, 2, 3, 5, 7, 8, 9)
NOT_PUBLIC = (19,)
CODE = (0, 1, 2, 5, 7, 10, 13, 14, 18, 22, 25)
VIDEOS = (0, 3, 4, 6, 9)
DATA = (3, 9, 16, 29)
PROJECTS = (3, 23)
PREPRINTS = {0: "2503.01234", 1: "2503.04567", 4: "2502.11111", 8: "2504.00042", 13: "2501.09876"}
