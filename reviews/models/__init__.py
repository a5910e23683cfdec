"""The rows of the reviews app, by what they are about."""

from reviews.models.assignment import Assignment, AssignmentRun, Bid, BiddingRound, PairRule, ProposedPair
from reviews.models.committee import Application, Invitation, PastPaper, Reviewer
from reviews.models.decisions import Decision, DecisionClass
from reviews.models.reviews import Review, ReviewField, ReviewVersion

__all__ = [
    "Application",
    "Assignment",
    "AssignmentRun",
    "Bid",
    "BiddingRound",
    "Decision",
    "DecisionClass",
    "Invitation",
    "PairRule",
    "PastPaper",
    "ProposedPair",
    "Review",
    "ReviewField",
    "ReviewVersion",
    "Reviewer",
]
