"""A published half of the county: facts, a scheme in force, a draft of another, a run and its sheets."""

import datetime as dt

from accounts.actors import actor_of
from accounts.choices import Role
from appraisals import services
from appraisals.engine.shipped import SCHEMES
from appraisals.models import ScoringRun
from appraisals.services.computing import work_on
from members.models import Membership
from tests.appraisals.ground import say

MEETING = "十届二次常委会会议"


def score(house) -> dict:
    """Rows by model label: record, cycle, run, sheet and line of the county, and a scheme under way."""
    operator, checker = (
        actor_of(house.people[role], house.county.pk) for role in (Role.OPERATOR, Role.CHECKER)
    )
    own = Membership.objects.get(person__user=house.people[Role.MEMBER])
    record = say(own, "proposal", role="lead", stage="filed", matter_ref="提1")
    text = (SCHEMES / "guangshui_2017.yaml").read_text("utf-8")
    version = services.load_scheme(by=operator, text=text, source_note="样例")
    services.adopt_scheme(by=checker, version=version, meeting=MEETING, decided_on=dt.date(2026, 3, 1))
    run = _published(operator, checker, version)
    other = (SCHEMES / "chaohu_aa.yaml").read_text("utf-8")
    draft = services.load_scheme(by=operator, text=other, source_note="样例")
    sheet = run.sheets.get(bearer__membership=own)
    return {
        "members.membership": own,
        "duties.dutyrecord": record,
        "appraisals.schemeversion": draft,
        "appraisals.cycle": run.cycle,
        "appraisals.scoringrun": run,
        "appraisals.scoresheet": sheet,
    }


def _published(operator, checker, version) -> ScoringRun:
    version.refresh_from_db()
    cycle = services.open_by_hand(by=operator, year=2026, part="year")
    cycle = services.choose_scheme(by=operator, cycle=cycle, version=version)
    cycle = services.move_cycle(by=operator, cycle=cycle, step="collect")
    run = services.compute_run(by=operator, cycle=cycle)
    work_on(run.pk)
    services.move_cycle(by=operator, cycle=cycle, step="review")
    run = services.check_run(by=checker, run=run)
    services.publish_run(
        by=checker,
        run=run,
        meeting=MEETING,
        decided_on=dt.date(2026, 11, 20),
        document_number="丙政协〔2026〕8号",
    )
    run.refresh_from_db()
    return run
