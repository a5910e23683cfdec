"""What the demo conference says: facts of the workshop as data, everything else made up in our own words."""

from __future__ import annotations

from typing import NamedTuple

TITLE = "1st Workshop on Efficient Generative AI (EffGenAI)"
NEXT_TITLE = "2nd Workshop on Efficient Generative AI (EffGenAI)"
SUMMARY = "A workshop on making generative models smaller, faster and cheaper to train and to run."

ABSTRACT = """\
Generative models have outgrown the machines most people can afford. This workshop brings together those who make
them smaller, faster and cheaper: in algorithms, in systems, and across text, images, sound and agents.

One day of invited talks, selected papers and posters for researchers and engineers who work on the cost of
generation, from the data centre to the edge.
"""

AIMS = """\
Within a few years generative models have learned to write, draw, speak and compose well enough that people rely on
them every day. The bill has grown as fast: a large model fills a rack of accelerators while it is trained, and waits
for memory most of the time while it answers. What runs in a data centre seldom fits a laptop, and never a phone.

No single field can mend this. The workshop is built around four things that we would like people of different fields
to look at together:

* **Systems meet algorithms.** Models keep growing, and neither better kernels nor better training alone will carry
  them. We want the people who build the machines and the people who build the models in one room.
* **One question, many modalities.** Tricks found for text often await their turn in images, audio and video. We ask
  which forms of efficiency are shared and which belong to one paradigm.
* **Models that work together.** Real applications chain models, call tools and mix modalities. Their cost is not
  the cost of one forward pass.
* **Open questions, openly argued.** Short talks, long posters, and a panel that starts from the list below.
"""

GOALS = """\
By the end of the day, everybody should have met somebody who works on the same cost from another side. We want to
leave with a shared list of measurements that papers of all fields can report, with a few open questions answered or
at least sharpened, and with groups that go on working together after the workshop.
"""

QUESTIONS = [
    "How long a context does each domain and application need?",
    "How can agent frameworks be deployed efficiently?",
    "Do we need fine-tuning on the edge, for which applications, and by which algorithm?",
    "Is collaborative inference and training between edge and cloud promising?",
    "Should generative paradigms be unified across modalities to train and run them efficiently?",
]

TOPICS = [
    ("Efficient inference and sampling", "fewer steps, speculative and parallel decoding"),
    ("Efficient model architectures", "attention, state spaces, mixtures of experts"),
    ("Model compression", "pruning, quantisation, distillation"),
    ("Dynamic inference", "early exit, routing, caching"),
    ("Efficient training", "methods for generative models, fine-tuning included"),
    ("System-level optimisation", "kernels, serving, scheduling, memory"),
]

GUIDE = """\
Submit a PDF without names, affiliations or acknowledgements. References and appendices do not count towards the
page limit; reviewers need not read appendices. Work under review elsewhere is welcome in the short track, which is
not archival.
"""

PAGES = [
    (
        "faq",
        "Questions and answers",
        """\
## Before you submit

**Is the workshop archival?** Full papers are, short papers are not; see the call.

**May I submit work that is under review elsewhere?** To the short track, yes. Say so in the abstract's last line.

**Does the page limit include references?** No. Neither references nor appendices count.

## While papers are reviewed

**Who sees my name?** The chairs. Reviewers see the paper without it, and you never learn theirs.

**Can I replace my PDF?** As often as you like until the deadline. Each version gets a receipt with the time and the
file's SHA-256, on the page and by mail.

## How much does a token cost?

A decoder with $L$ layers and width $d$ spends about $12Ld^2$ multiplications on a token plus $2Lnd$ for a context of
$n$ tokens, so attention begins to dominate once

$$n > 6d.$$

Papers that move that line are what this workshop is about.
""",
    ),
    (
        "conduct",
        "Code of conduct",
        """\
Everyone is welcome, and everyone is answerable for how they treat others. Argue about ideas, not about people.
Harassment of any kind has no place here. If something is wrong, speak to any of the organisers; they will listen,
keep it to themselves as far as they can, and act.
""",
    ),
]


class PersonSeed(NamedTuple):
    """A made-up person. Addresses end in .example, so that no mail can reach anybody."""

    email: str
    name: str
    institution: str
    country: str


class PaperSeed(NamedTuple):
    """A made-up paper: topics by their place in TOPICS, authors by their place in AUTHORS."""

    title: str
    abstract: str
    topics: tuple[int, ...]
    authors: tuple[int, ...]
    short: bool = False


CHAIRS = [
    PersonSeed("chair@tromso.example", "Ingrid Solheim", "University of Tromsø", "Norway"),
    PersonSeed(
        "cochair@campinas.example", "Rafael Monteiro da Silva", "Institute of Computing, Campinas", "Brazil"
    ),
]

AREA_CHAIRS = [
    PersonSeed("areachair@taiwan.example", "Mei-Ling Hsu", "National Taiwan University", "Taiwan"),
    PersonSeed("areachair2@lagos.example", "Oluwaseun Adébáyọ̀", "University of Lagos", "Nigeria"),
]

REVIEWERS = [
    PersonSeed("reviewer@prague.example", "Tomáš Dvořák", "Charles University", "Czechia"),
    PersonSeed("reviewer2@paris.example", "Aïcha Benyahia", "École normale supérieure", "France"),
    PersonSeed("reviewer3@tokyo.example", "Kenji Watanabe", "University of Tokyo", "Japan"),
    PersonSeed(
        "reviewer4@aires.example", "Lucía Fernández Ortega", "University of Buenos Aires", "Argentina"
    ),
    PersonSeed("reviewer5@bangalore.example", "Priya Raghunathan", "Indian Institute of Science", "India"),
    PersonSeed(
        "reviewer6@stockholm.example", "Jonas Lindqvist", "KTH Royal Institute of Technology", "Sweden"
    ),
    PersonSeed("reviewer7@sofia.example", "Nadia Petrova", "Sofia University", "Bulgaria"),
    PersonSeed("reviewer8@nairobi.example", "Samuel Okonkwo", "University of Nairobi", "Kenya"),
    PersonSeed("reviewer9@telaviv.example", "Hannah Goldberg", "Tel Aviv University", "Israel"),
    PersonSeed("reviewer10@warsaw.example", "Marek Zieliński", "University of Warsaw", "Poland"),
    PersonSeed("reviewer11@montreal.example", "Chloé Tremblay", "University of Montréal", "Canada"),
    PersonSeed("reviewer12@beijing.example", "Wei Zhang", "Tsinghua University", "China"),
]

AUTHORS = [
    PersonSeed("author@edinburgh.example", "Ada Nwosu", "University of Edinburgh", "United Kingdom"),
    PersonSeed("author2@iceland.example", "Björn Þórsson", "University of Iceland", "Iceland"),
    PersonSeed("author3@milan.example", "Giulia Moretti", "Polytechnic of Milan", "Italy"),
    PersonSeed("author4@madras.example", "Siddharth Menon", "Indian Institute of Technology Madras", "India"),
    PersonSeed("author5@istanbul.example", "Zeynep Yıldız", "Boğaziçi University", "Türkiye"),
    PersonSeed("author6@dublin.example", "Liam O’Sullivan", "Trinity College Dublin", "Ireland"),
    PersonSeed(
        "author7@hanoi.example", "Trần Thị Hương", "Hanoi University of Science and Technology", "Vietnam"
    ),
    PersonSeed("author8@chile.example", "Carlos Ibáñez", "University of Chile", "Chile"),
    PersonSeed("author9@khalifa.example", "Fatima Al-Mansouri", "Khalifa University", "United Arab Emirates"),
    PersonSeed(
        "author10@delft.example", "Erik van der Linden", "Delft University of Technology", "Netherlands"
    ),
    PersonSeed("author11@tromso.example", "Søren Kjær", "University of Tromsø", "Norway"),
    PersonSeed("author12@tokyo.example", "Haruka Sato", "University of Tokyo", "Japan"),
]

PAPERS = [
    PaperSeed(
        "Skipping what repeats: a cache for diffusion steps",
        "Neighbouring steps of a diffusion sampler compute nearly the same features. We keep a small cache keyed by "
        "the change $\\lVert x_t - x_{t-1} \\rVert$ and recompute a block only when a bound on the drift is "
        "exceeded. On three image models half of all blocks are never recomputed, at no visible loss.",
        (0, 3),
        (0, 1),
    ),
    PaperSeed(
        "Four-bit sampling without calibration data",
        "Quantising the sampler of an image generator usually needs data to choose the scales. We derive them from "
        "the noise schedule alone, since the variance of each activation is known in advance, and reach four bits "
        "for weights and activations within 0.3 FID of full precision.",
        (2, 0),
        (2,),
    ),
    PaperSeed(
        "When is a long context worth its price?",
        "We ask how much each extra thousand tokens of context helps, for six applications. Returns fall as "
        "$n^{-1/2}$ for code completion and are flat beyond 4,000 tokens for dialogue. A simple rule stops reading "
        "where the expected gain no longer pays for attention.",
        (1, 0),
        (3, 4),
    ),
    PaperSeed(
        "Routing tokens past layers that agree",
        "If two consecutive layers of a decoder agree on the next token, the layers between them and the last seldom "
        "change it. We train a router on this agreement and skip 38 % of the computation on average; hard tokens "
        "still see every layer.",
        (3, 1),
        (5, 6),
    ),
    PaperSeed(
        "Serving agents from a shared prefix tree",
        "Agents that call tools send the same long instructions again and again. We store key-value caches in a tree "
        "of prefixes shared between sessions and evict by expected reuse. Throughput rises 2.7 times on recorded "
        "traces of four agent frameworks.",
        (5,),
        (7, 10),
    ),
    PaperSeed(
        "Sparse attention that knows its budget",
        "Given a budget of $k$ keys per query, which should be kept? We phrase the choice as a knapsack over blocks "
        "and solve its relaxation inside the kernel. Quality at $k = n/16$ matches dense attention on long documents.",
        (1, 5),
        (8,),
    ),
    PaperSeed(
        "Distilling video generators frame by frame",
        "A student that sees one frame at a time can learn from a teacher that sees the whole clip, if the teacher "
        "tells what will matter later. We add a forecast of motion to the distillation loss and cut memory to a fifth.",
        (2, 4),
        (9, 2),
    ),
    PaperSeed(
        "Speculative decoding with two small drafts",
        "Two drafts that disagree are more useful than one that is sure. We verify the union of their trees in one "
        "pass and prove that the distribution of the large model is kept. Speed-ups grow from 2.1 to 2.9.",
        (0,),
        (1, 11),
    ),
    PaperSeed(
        "Edge and cloud, one model: splitting at run time",
        "Where to cut a model between a phone and a server depends on the network of the moment. We cut at run time, "
        "from measurements of the last second, and never move private activations beyond the first layers.",
        (5, 3),
        (4, 8),
    ),
    PaperSeed(
        "Pruning mixtures of experts after training",
        "Most experts are asked about few things. Merging those with overlapping questions removes 60 % of the "
        "parameters of a mixture without any training, and a day of fine-tuning wins back what was lost.",
        (2, 1),
        (6,),
    ),
    PaperSeed(
        "A fine-tuning method that fits into a phone",
        "Backpropagation stores what a phone has no room for. We fine-tune with forward gradients on a basis of rank "
        "eight chosen per layer, in 1.2 GB, and personalise a speech model overnight.",
        (4, 3),
        (0, 5),
        short=True,
    ),
    PaperSeed(
        "Energy per answer: a meter for generative services",
        "We measure energy from the wall to the answer for nine services, and find that batching policy explains more "
        "of the spread than model size. The meter is open hardware and costs less than a keyboard.",
        (5,),
        (7,),
        short=True,
    ),
    PaperSeed(
        "Music in sixteen kilobits: tokens for long audio",
        "Audio tokenisers spend most of their bits on what nobody hears. A psychoacoustic loss moves them to where "
        "they matter, and lets a small transformer write four minutes of music in one pass.",
        (1, 4),
        (3,),
    ),
    PaperSeed(
        "State spaces remember what attention forgets",
        "A hybrid of one attention layer in eight and state-space layers elsewhere keeps recall at a tenth of the "
        "cache. We trace which facts each kind of layer carries, by ablation of $10^5$ synthetic biographies.",
        (1,),
        (10, 9),
    ),
    PaperSeed(
        "Scheduling kernels by the shape of their memory",
        "Kernels of a decoder wait for memory, not for arithmetic. We schedule them by working set and prefetch the "
        "weights of the next layer during the softmax of this one, for 18 % more tokens per second on old cards.",
        (5,),
        (11, 4),
    ),
    PaperSeed(
        "Who should draft? Picking the small model per request",
        "Speculative decoding loses where the draft model guesses badly. A linear probe on the prompt picks among three "
        "draft models and none at all; on mixed traffic the accepted length rises by a third.",
        (0, 3),
        (3, 7),
    ),
    PaperSeed(
        "Pruning heads by what the next layer reads",
        "Attention heads are usually pruned by what they write. We rank them by how much of it the next layer reads, "
        "which needs one backward pass, and remove 40 % of the heads of a captioning model before quality drops.",
        (2, 1),
        (1, 8),
    ),
    PaperSeed(
        "A ledger of joules: metering generation across a cluster",
        "Energy is billed by the rack and caused by the request. We attribute it request by request from counters that "
        "every card has, within 4 % of a wall meter, and show that the longest tenth of prompts pays for the rest.",
        (5,),
        (6, 2),
    ),
    PaperSeed(
        "Fine-tuning in the optimiser's shadow",
        "Optimiser states, not weights, fill the memory of fine-tuning. Keeping them in a sketch of rank $r$ with error "
        "$O(1/\\sqrt{r})$ lets a 7-billion-parameter model learn on one old card, at 97 % of the full quality.",
        (4,),
        (5, 0),
    ),
    PaperSeed(
        "Experts that leave early",
        "In mixtures of experts some tokens are certain after two layers. We let each expert end the computation of the "
        "tokens it is sure of, calibrate that certainty on held-out text, and save 31 % of all expert calls.",
        (3, 1),
        (9, 11),
        short=True,
    ),
    PaperSeed(
        "Small talk: distilling speech models for hearing aids",
        "A hearing aid has a megabyte and a millisecond. Distillation in two stages, first of features and then of "
        "whole utterances, brings a speech enhancer of that size within 0.2 points of its teacher's listening score.",
        (2,),
        (4, 10),
    ),
    PaperSeed(
        "Paging for diffusion: serving long videos from little memory",
        "Video samplers hold every frame of every step. We page frames out by the schedule of the sampler, which is "
        "known in advance, and generate two minutes on a card that held twenty seconds, 9 % slower.",
        (5, 0),
        (8, 6, 1),
    ),
    PaperSeed(
        "When is a cache stale? Bounds for reused activations",
        "Reusing activations saves work and adds error that nobody bounds. We give a bound by the Lipschitz constant of "
        "the blocks skipped, estimate it while sampling, and refresh only when the bound asks for it.",
        (3, 0),
        (7, 3),
        short=True,
    ),
    PaperSeed(
        "One step is enough, sometimes",
        "Consistency models answer in one step, well for most prompts and badly for some. A cheap test on the first "
        "step's residual tells which, so that the sampler takes more steps only where they help.",
        (0, 3),
        (2, 8),
        short=True,
    ),
]

REVIEW_SUMMARIES = [
    "The paper proposes a practical method and measures it honestly on several models.",
    "An observation that many will find useful, with a theory that explains most of it.",
    "A system paper with careful measurements on recorded traces.",
    "The authors ask where the time goes, find it in an unexpected place, and win a good part of it back.",
    "A known idea carried over to generation, with the changes that this needs and an account of what each is worth.",
    "The paper argues that a common measure of cost misleads, and offers another that is as easy to take.",
    "A small change to the sampler with a bound on what it costs in quality, tried on three public models.",
    "The work combines two lines of research that have ignored each other, and shows that their gains add up.",
    "Mostly an empirical study: one question, many settings, and a recommendation at the end.",
]

REVIEW_STRENGTHS = [
    "Clear writing; the ablation separates the two ideas; the code is promised.",
    "The bound is simple and tight in the regime that matters. Figures tell the story.",
    "Realistic workloads, open data, and a discussion of when the method does not help.",
    "- Easy to add to what people run today\n- Honest baselines, tuned as well as the proposal\n- Energy is reported, not only time",
    "I could reproduce the first table from the description alone within an evening.",
    "The motivation is convincing: Figure 1 alone will change how I set up my own experiments.",
    "The gain holds over three model sizes, and the authors say where it ends.",
    "Well placed in the literature. Section 2 is the fairest survey of this question that I have read.",
    "Negative results are reported in the appendix and explained. More papers should do that.",
]

REVIEW_WEAKNESSES = [
    "The comparison leaves out the strongest recent baseline, and the variance over seeds is not given.",
    "Only one modality is studied although the title speaks of all. The limits deserve a paragraph.",
    "The gain depends on the eviction policy; a sensitivity study would make the claim stronger.",
    "1. Quality is judged by one automatic score. A few human ratings would settle it.\n2. Batch size one throughout.",
    "The theory assumes independent steps, which the experiments of Section 5 contradict. Please discuss.",
    "Numbers come from one kind of accelerator. I expect half of the gain on others.",
    "The method has two new parameters, and nothing says how to choose them without the test set.",
    "The related work on early exits from before 2020 is missing; at least one of these papers had the main idea.",
    "Table 3 compares a model that was fine-tuned with others that were not. Either tune all or none.",
]

SPEAKERS = [
    ("Elena Vasquez-Rojas", "Andean Institute of Technology", "What a watt can say: generation at the edge"),
    ("Matthias Brenner", "Technical University of Graz", "Ten years of making networks smaller"),
]
