"""What the planner refuses, in sentences for a chair."""


class PlanningError(Exception):
    """Any refusal of the planner; its text is for people."""


class BadPlanningFile(PlanningError, ValueError):  # noqa: N818  what it says, not what it is
    """The input is malformed: something in it cannot be what was meant."""


class PlanningCancelled(PlanningError):  # noqa: N818  a wish, not a slip
    """Somebody wanted the search to end before there was a plan."""
