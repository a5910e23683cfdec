"""Gathers the models of the features for Django; features name those of each other at their own place."""

from program.core.models import ProgramEdit, Room, Session, SessionPerson, Talk, Unavailability
from program.day.models import ChairLink, CheckIn
from program.feedback.models import Ballot, FeedbackSwitch, PosterVote, TalkFeedback, VoteCode
from program.proposals.models import ProgramProposal
from program.releases.models import Release, ReleasePerson
from program.stars.models import Star, StarList

__all__ = [
    "Ballot",
    "ChairLink",
    "CheckIn",
    "FeedbackSwitch",
    "PosterVote",
    "ProgramEdit",
    "ProgramProposal",
    "Release",
    "ReleasePerson",
    "Room",
    "Session",
    "SessionPerson",
    "Star",
    "StarList",
    "Talk",
    "TalkFeedback",
    "Unavailability",
    "VoteCode",
]
