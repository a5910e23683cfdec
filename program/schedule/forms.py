"""What an address of the schedule asks for."""

from __future__ import annotations

from effgenai.ui.dates import zone
from effgenai.ui.forms.asked import AskedForm, words
from program.schedule.queries.search import WantedOfSchedule


class ScheduleForm(AskedForm):
    """Words, a room, a kind, a topic, a person and a day, and the zone in which times are shown."""

    q = words()
    room = words()
    kind = words()
    topic = words()
    person = words()
    day = words()
    zone = words()

    def wanted(self) -> WantedOfSchedule:
        """The same for the query."""
        names = ("room", "kind", "topic", "person", "day")
        return WantedOfSchedule(text=self.asked("q"), **{name: self.asked(name) for name in names})

    def zone_name(self) -> str:
        """The zone that is asked for; "" for the venue's, and for one that there is not."""
        name: str = self.asked("zone")
        try:
            zone(name)
        except ValueError:
            return ""
        return name
