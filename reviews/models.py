"""Gathers the models of the features for Django; features name those of each other at their own place."""

from reviews.assignment.models import Assignment
from reviews.assignment_drafts.models import AssignmentDraft, CoveredPaper, PairRule, ProposedPair
from reviews.bidding.models import Bid, BiddingRound
from reviews.committee.models import Application, Invitation
from reviews.decisions.models import Decision, DecisionChange, DecisionClass, ScheduledRelease
from reviews.expertise.models import PastPaper, Reviewer
from reviews.reviewing.models import Review, ReviewField, ReviewVersion, SeenFlag

__all__ = [
    "Application",
    "Assignment",
    "AssignmentDraft",
    "Bid",
    "BiddingRound",
    "CoveredPaper",
    "Decision",
    "DecisionChange",
    "DecisionClass",
    "Invitation",
    "PairRule",
    "PastPaper",
    "ProposedPair",
    "Review",
    "ReviewField",
    "ReviewVersion",
    "Reviewer",
    "ScheduledRelease",
    "SeenFlag",
]
