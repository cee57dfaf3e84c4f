"""The rules that hold for one activity: its kind's while it is planned, frozen when it is published."""

import datetime as dt
from dataclasses import asdict, dataclass, fields
from fractions import Fraction

from activities.choices import LeaveApprover, UnitRule
from activities.models import Activity, ActivityKind, Sitting
from activities.signin.windows import Window


@dataclass(frozen=True)
class Rules:
    """What a kind demands; `absent_below_num / absent_below_den` is the share below which one was absent."""

    unit: str
    duty_kind: str
    group_duty_kind: str
    leave_notice_days: int
    leave_approver: str
    max_leave_requests: int
    late_after: int
    early_before: int
    absent_below_num: int
    absent_below_den: int

    @classmethod
    def of_kind(cls, kind: ActivityKind) -> "Rules":
        return cls(**{field.name: getattr(kind, field.name) for field in fields(cls)})

    @classmethod
    def of(cls, activity: Activity) -> "Rules":
        """Frozen at publishing; before that, what the kind says now."""
        return cls(**activity.rules) if activity.rules else cls.of_kind(activity.kind)

    @property
    def least_share(self) -> Fraction:
        """Present in less than this share of what was expected counts as absent."""
        return Fraction(self.absent_below_num, self.absent_below_den)

    @property
    def unit_label(self) -> str:
        return UnitRule(self.unit).label

    @property
    def leave_approver_label(self) -> str:
        return LeaveApprover(self.leave_approver).label

    def frozen(self) -> dict:
        return asdict(self)

    def window(self, sitting: Sitting) -> Window:
        """When sign-in is open for the sitting, and what is late or early."""
        return Window(
            opens_at=sitting.opens_at,
            starts_at=sitting.starts_at,
            closes_at=sitting.closes_at,
            ends_at=sitting.ends_at,
            late_after=self.late_after,
            early_before=self.early_before,
        )


def sign_in_span(
    kind: ActivityKind, starts_at: dt.datetime, ends_at: dt.datetime
) -> tuple[dt.datetime, dt.datetime]:
    """When sign-in opens and closes for a sitting of this kind, unless people say otherwise."""
    opens = starts_at - dt.timedelta(minutes=kind.opens_before)
    if kind.closes_after is None:
        return opens, ends_at
    return opens, starts_at + dt.timedelta(minutes=kind.closes_after)
