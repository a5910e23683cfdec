"""The assignment engine: who reviews what. Plain data in, plain data out; see docs/assignment.md."""

from reviews.matching.build import from_dense, from_triples
from reviews.matching.errors import Infeasible, MatchingError, ProblemError, Shortage
from reviews.matching.files import read_problem, write_problem
from reviews.matching.problem import Problem
from reviews.matching.solution import Prices, Solution
from reviews.matching.solver import solve
from reviews.matching.verify import Report, verify

__all__ = [
    "Infeasible",
    "MatchingError",
    "Prices",
    "Problem",
    "ProblemError",
    "Report",
    "Shortage",
    "Solution",
    "from_dense",
    "from_triples",
    "read_problem",
    "solve",
    "verify",
    "write_problem",
]
