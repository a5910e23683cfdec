"""What visitors look for among the accepted papers."""

from __future__ import annotations

from effgenai.ui.forms.asked import AskedForm, TextsField, words
from submissions.accepted.queries import FEATURES, Wanted


class WantedForm(AskedForm):
    """Words, a topic, a kind of presentation, and what a paper has."""

    q = words()
    topic = words()
    presentation = words()
    has = TextsField()

    def wanted(self) -> Wanted:
        """The same for the query; features that there are not ask for nothing."""
        return Wanted(
            text=self.asked("q"),
            topic=self.asked("topic"),
            presentation=self.asked("presentation"),
            has=frozenset(self.asked("has")) & FEATURES.keys(),
        )
