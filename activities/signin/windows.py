"""What a moment means for a sitting: too early, open, late, closed, left too soon. Database time only."""

import datetime as dt
from dataclasses import dataclass

AFTER_THE_END = dt.timedelta(hours=1)
"""How long after the end one may still sign out."""


@dataclass(frozen=True, slots=True)
class Window:
    """The moments of one sitting; `late_after` and `early_before` are minutes, by the kind of meeting."""

    opens_at: dt.datetime
    starts_at: dt.datetime
    closes_at: dt.datetime
    ends_at: dt.datetime
    late_after: int = 0
    early_before: int = 0

    def too_early(self, moment: dt.datetime) -> bool:
        """Before sign-in opens."""
        return moment < self.opens_at

    def too_late(self, moment: dt.datetime) -> bool:
        """After sign-in has closed; the closing moment itself still counts."""
        return moment > self.closes_at

    def late(self, moment: dt.datetime) -> bool:
        """More than `late_after` minutes after the start; the last minute still counts as in time."""
        return moment > self.starts_at + dt.timedelta(minutes=self.late_after)

    def may_leave(self, moment: dt.datetime) -> bool:
        """From the start until an hour after the end one may sign out."""
        return self.starts_at <= moment <= self.ends_at + AFTER_THE_END

    def left_early(self, moment: dt.datetime) -> bool:
        """More than `early_before` minutes before the end."""
        return moment < self.ends_at - dt.timedelta(minutes=self.early_before)
