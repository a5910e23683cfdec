"""The assignment engine: who reviews what. Plain data in, plain data out; see docs/assignment.md."""

from reviews.matching.changes.rerun import Rerun, rerun
from reviews.matching.changes.substitutes import Substitute, substitutes
from reviews.matching.draws.probability_limited import Marginals, probability_limited
from reviews.matching.draws.sampling import Sampler, sample
from reviews.matching.explain.limit_costs import LimitCost, limit_costs
from reviews.matching.explain.reasons import NearPaper, Obstacle, Reason, WhyNot, reasons_for, why_not
from reviews.matching.files.archives import read_problem, read_rules, write_problem
from reviews.matching.objectives.solver import curve, solve
from reviews.matching.panels.rules import PanelRules
from reviews.matching.panels.solver import solve_panels
from reviews.matching.problem.arrays import Bools, Floats, Ints
from reviews.matching.problem.build import from_dense, from_triples
from reviews.matching.problem.effort import OnProgress, Progress, ShouldStop
from reviews.matching.problem.errors import Infeasibility, Infeasible, MatchingError, ProblemError
from reviews.matching.problem.problem import Problem
from reviews.matching.problem.solution import (
    EVEN,
    MAX_MIN,
    NEAR,
    OBJECTIVES,
    PROVEN,
    TOTAL,
    UNFINISHED,
    Evenness,
    Odds,
    Solution,
)
from reviews.matching.text.affinity import (
    Affinity,
    Part,
    combine,
    lean,
    pair_part,
    table_part,
    topic_affinity,
)
from reviews.matching.text.embedding import MeaningPart, embedding_affinity, has_local_model, local_model
from reviews.matching.text.prepared import PreparedWords
from reviews.matching.text.tfidf import TextPart, text_affinity
from reviews.matching.verification.verifier import Report, verify

__all__ = [
    "EVEN",
    "MAX_MIN",
    "NEAR",
    "OBJECTIVES",
    "PROVEN",
    "TOTAL",
    "UNFINISHED",
    "Affinity",
    "Bools",
    "Evenness",
    "Floats",
    "Infeasibility",
    "Infeasible",
    "Ints",
    "LimitCost",
    "Marginals",
    "MatchingError",
    "MeaningPart",
    "NearPaper",
    "Obstacle",
    "Odds",
    "OnProgress",
    "PanelRules",
    "Part",
    "PreparedWords",
    "Problem",
    "ProblemError",
    "Progress",
    "Reason",
    "Report",
    "Rerun",
    "Sampler",
    "ShouldStop",
    "Solution",
    "Substitute",
    "TextPart",
    "WhyNot",
    "combine",
    "curve",
    "embedding_affinity",
    "from_dense",
    "from_triples",
    "has_local_model",
    "lean",
    "limit_costs",
    "local_model",
    "pair_part",
    "probability_limited",
    "read_problem",
    "read_rules",
    "reasons_for",
    "rerun",
    "sample",
    "solve",
    "solve_panels",
    "substitutes",
    "table_part",
    "text_affinity",
    "topic_affinity",
    "verify",
    "why_not",
    "write_problem",
]
