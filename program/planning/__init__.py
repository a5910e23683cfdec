"""The planner: which paper goes to which session. Plain data in, plain data out; see docs/planning.md."""

from program.planning.naming.chairs import propose_chairs
from program.planning.naming.words import session_names
from program.planning.placing.shortage import quick_check
from program.planning.plan import Plan
from program.planning.problem.effort import PlanningProgress
from program.planning.problem.errors import BadPlanningFile, PlanningCancelled, PlanningError
from program.planning.problem.model import (
    Absence,
    EarlierPlan,
    PlannedPaper,
    PlannedSession,
    PlanningProblem,
)
from program.planning.problem.reading import problem_from, read_planning_problem
from program.planning.solving import plan_programme
from program.planning.verification.verifier import placement_faults, plan_faults

__all__ = [
    "Absence",
    "BadPlanningFile",
    "EarlierPlan",
    "Plan",
    "PlannedPaper",
    "PlannedSession",
    "PlanningCancelled",
    "PlanningError",
    "PlanningProblem",
    "PlanningProgress",
    "placement_faults",
    "plan_faults",
    "plan_programme",
    "problem_from",
    "propose_chairs",
    "quick_check",
    "read_planning_problem",
    "session_names",
]
