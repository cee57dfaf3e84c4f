"""When the invented organisation met: which kind, from which day, in which half-days, who is expected."""

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
class Part:
    """One half-day: 上午, 下午 or 晚上 of a day; 小组讨论 is counted apart."""

    day: dt.date
    half: str
    title: str = ""
    group: bool = False


@dataclass(frozen=True)
class Meeting:
    """One meeting or activity of a kind of `activities/kinds.yaml`; `halves` are (day from the first, half, title)."""

    activity: str
    title: str
    day: dt.date
    halves: tuple[tuple[int, str, str], ...]
    expected: str

    def parts(self) -> list[Part]:
        return [
            Part(self.day + dt.timedelta(days=after), half, title, group=title == GROUPS)
            for after, half, title in self.halves
        ]

    def last_day(self) -> dt.date:
        return max(part.day for part in self.parts())


GROUPS = "小组讨论"
MORNING = ((0, "morning", ""),)
DAY = (*MORNING, (0, "afternoon", ""))
PLENARY = (
    (0, "morning", "开幕会"), (0, "afternoon", "第二次全体会议"), (1, "morning", GROUPS),
    (1, "afternoon", "大会发言"), (1, "evening", GROUPS), (2, "morning", "第四次全体会议"),
    (2, "afternoon", "闭幕会"),
)  # fmt: skip


def meetings(year: int, half: int) -> list[Meeting]:
    """The meetings of one half-year."""
    first = 1 if half == 1 else 7
    plan = [
        Meeting("training", "委员学习培训", dt.date(year, first + 2, 12), DAY, ALL),
        Meeting("special_consultation", "专题协商会", dt.date(year, first + 3, 18), MORNING, STUDY_GROUP),
        Meeting("committee_meeting", "专委会全体会议", dt.date(year, first + 1, 20), MORNING, COMMITTEE),
        Meeting("member_day", "界别委员活动日", dt.date(year, first + 4, 9), MORNING, ALL),
        Meeting("research", "专题调研", dt.date(year, first + 3, 25), MORNING, COMMITTEE),
        Meeting("inspection", "委员视察", dt.date(year, first + 2, 26), MORNING, STUDY_GROUP),
        Meeting("standing_committee_meeting", "常务委员会会议", dt.date(year, first + 1, 27), DAY, STANDING),
        Meeting("standing_committee_meeting", "常务委员会会议", dt.date(year, first + 3, 28), DAY, STANDING),
    ]
    if half == 1:
        plan.append(Meeting("plenary", "全体会议", dt.date(year, 1, 14), PLENARY, ALL))
    return sorted(plan, key=lambda meeting: meeting.day)
