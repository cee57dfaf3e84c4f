"""Rows of what passes between matters, and of the days an organisation sets itself."""

import datetime as dt

from documents.models import Handoff, Reference
from organizations.models import CalendarDay

MAKERS = {
    "organizations.calendarday": lambda house: CalendarDay.objects.create(
        organization=house.county, day=dt.date(2026, 12, 1)
    ),
    "documents.handoff": lambda house: Handoff.objects.create(
        organization=house.county,
        source_ref="sample:1",
        source_title="样例",
        target_kind="report",
        title="样例",
        body="样例",
        consent="given",
    ),
    "documents.reference": lambda house: Reference.objects.create(
        organization=house.county,
        source_ref="sample:1",
        source_title="样例",
        target_ref="sample:2",
        target_title="样例",
        relation="related",
    ),
}
