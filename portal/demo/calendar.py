"""When the invented organisation met: (kind, title, first day, half-day units, who is expected)."""

import datetime as dt
from dataclasses import dataclass

ALL, STANDING, COMMITTEE, STUDY_GROUP = "all", "standing", "committee", "study_group"


def halves_up_to(day: dt.date) -> list[tuple[int, int]]:
    """(year, half) of the half that `day` lies in and of the two before it, the earliest first."""
    running = day.year * 2 + (day.month > 6)
    return [(number // 2, number % 2 + 1) for number in (running - 2, running - 1, running)]


def days_of(year: int, half: int) -> tuple[dt.date, dt.date]:
    """First and last day of a half."""
    if half == 1:
        return dt.date(year, 1, 1), dt.date(year, 6, 30)
    return dt.date(year, 7, 1), dt.date(year, 12, 31)


@dataclass(frozen=True)
class Meeting:
    """One meeting or activity; it takes `units` half-days from `day` on."""

    kind: str
    title: str
    day: dt.date
    units: int
    expected: str

    def days(self) -> list[dt.date]:
        return [self.day + dt.timedelta(days=unit // 2) for unit in range(self.units)]


def meetings(year: int, half: int) -> list[Meeting]:
    """The meetings of one half-year."""
    first = 1 if half == 1 else 7
    plan = [
        Meeting("training_attendance", "委员学习培训", dt.date(year, first + 2, 12), 2, ALL),
        Meeting("consultation_attendance", "专题协商会", dt.date(year, first + 3, 18), 1, STUDY_GROUP),
        Meeting("committee_meeting_attendance", "专委会全体会议", dt.date(year, first + 1, 20), 1, COMMITTEE),
        Meeting("activity_attendance", "界别委员活动日", dt.date(year, first + 4, 9), 1, ALL),
        Meeting("research", "专题调研", dt.date(year, first + 3, 25), 1, COMMITTEE),
        Meeting("inspection", "委员视察", dt.date(year, first + 2, 26), 1, STUDY_GROUP),
        Meeting("standing_committee_attendance", "常务委员会会议", dt.date(year, first + 1, 27), 2, STANDING),
        Meeting("standing_committee_attendance", "常务委员会会议", dt.date(year, first + 3, 28), 2, STANDING),
    ]
    if half == 1:
        plan += [
            Meeting("plenary_attendance", "全体会议", dt.date(year, 1, 14), 5, ALL),
            Meeting("plenary_group_attendance", "全体会议小组讨论", dt.date(year, 1, 15), 2, ALL),
        ]
    return sorted(plan, key=lambda meeting: meeting.day)
