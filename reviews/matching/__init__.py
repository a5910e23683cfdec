"""The assignment engine: who reviews what. Plain data in, plain data out; see docs/assignment.md."""

from reviews.matching.affinity import (
    Affinity,
    Part,
    combine,
    lean,
    pair_part,
    table_part,
    topic_affinity,
)
from reviews.matching.build import from_dense, from_triples
from reviews.matching.changes import Rerun, rerun
from reviews.matching.embedding import MeaningPart, embedding_affinity, has_local_model, local_model
from reviews.matching.emergency import Substitute, emergency
from reviews.matching.errors import Infeasible, MatchingError, ProblemError, Shortage
from reviews.matching.files import read_problem, read_rules, write_problem
from reviews.matching.limited import Marginals, limited
from reviews.matching.limits import LimitPrice, limit_prices
from reviews.matching.lottery import Lottery, drawn
from reviews.matching.panels import solve_panels
from reviews.matching.problem import Problem
from reviews.matching.reasons import NearPaper, Obstacle, Reason, WhyNot, reasons_for, why_not
from reviews.matching.rules import PanelRules
from reviews.matching.solution import Evenness, Odds, Solution
from reviews.matching.solver import solve
from reviews.matching.text import TextPart, text_affinity
from reviews.matching.verify import Report, verify

__all__ = [
    "Affinity",
    "Evenness",
    "Infeasible",
    "LimitPrice",
    "Lottery",
    "Marginals",
    "MatchingError",
    "MeaningPart",
    "NearPaper",
    "Obstacle",
    "Odds",
    "PanelRules",
    "Part",
    "Problem",
    "ProblemError",
    "Reason",
    "Report",
    "Rerun",
    "Shortage",
    "Solution",
    "Substitute",
    "TextPart",
    "WhyNot",
    "combine",
    "drawn",
    "embedding_affinity",
    "emergency",
    "from_dense",
    "from_triples",
    "has_local_model",
    "lean",
    "limit_prices",
    "limited",
    "local_model",
    "pair_part",
    "read_problem",
    "read_rules",
    "reasons_for",
    "rerun",
    "solve",
    "solve_panels",
    "table_part",
    "text_affinity",
    "topic_affinity",
    "verify",
    "why_not",
    "write_problem",
]
