"""A report driven at random by everybody: the model is a plain table written apart from the code."""

from types import SimpleNamespace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core import audit
from core.clock import today
from core.workflow import Refused
from duties.models import DutyRecord
from duties.reconcile import differences
from social_info import services
from social_info.models import Report
from tests.social_info import ground

# state → step → next state; every pair that is not here must be refused and change nothing
TABLE = {
    "draft": {"submit": "submitted"},
    "returned": {"submit": "submitted"},
    "submitted": {"take_back": "draft", "accept": "editing", "return": "returned", "decline": "not_adopted", "forward": "forwarded"},
    "editing": {"return": "returned", "decline": "not_adopted", "send": "checking", "forward": "forwarded"},
    "checking": {"check": "signing", "rework": "editing", "decline": "not_adopted"},
    "signing": {"sign": "signed", "rework": "editing"},
    "signed": {"rework": "editing", "issue": "issued"},
    "not_adopted": {"reopen": "editing"},
    "forwarded": {"reopen": "editing", "forward": "forwarded"},
    "issued": {},
}  # fmt: skip
STEPS = sorted({step for steps in TABLE.values() for step in steps})
MOVES = {"accept", "return", "decline", "send", "check", "rework", "reopen"}
house = SimpleNamespace()


class ReportMachine(RuleBasedStateMachine):
    """One report of one member; `state`, `versions`, `adopted` are what the table says must be true."""

    def __init__(self):
        super().__init__()
        self.report = ground.write(house.place.member)
        self.state, self.versions, self.adopted, self.units = "draft", 0, 0, 0

    @precondition(lambda self: TABLE[self.state])
    @rule(data=st.data())
    def go_on(self, data):
        """One of the steps that the table allows, so that the machine gets far."""
        if self.state == "editing" and not self.versions:
            self.edit()
        self.try_step(data.draw(st.sampled_from(sorted(TABLE[self.state]))))

    @rule(step=st.sampled_from(STEPS))
    def any_step(self, step):
        self.try_step(step)

    def try_step(self, step):
        target = TABLE[self.state].get(step)
        if step == "send" and not self.versions:
            target = None
        if step == "forward" and self.units:
            target = None
        try:
            with transaction.atomic():
                self._do(step)
        except Refused:
            assert target is None, (self.state, step)
            return
        assert target is not None, (self.state, step)
        self.state = target
        self.units += step == "forward"
        self.adopted += step == "issue"

    @precondition(lambda self: self.state == "editing")
    @rule()
    def edit_again(self):
        self.edit()

    def edit(self):
        services.save_version(
            by=house.place.editor, report=self.report, title="题", body="文", seen=self.versions
        )
        self.versions += 1

    @rule(body=st.sampled_from(["省政协", "市政协"]))
    def adopt(self, body):
        allowed = self.state in ("signed", "issued", "forwarded") and not self._adopted_by(body)
        try:
            with transaction.atomic():
                services.adopt(
                    by=house.place.editor,
                    report=self.report,
                    level="city",
                    kind="single",
                    body=body,
                    adopted_on=today(),
                )
        except Refused:
            assert not allowed
        else:
            assert allowed
            self.adopted += 1

    @rule()
    def a_stranger_moves_nothing(self):
        report = Report.objects.get(pk=self.report.pk)
        for step in ("accept", "decline", "rework"):
            with pytest.raises(Refused), transaction.atomic():
                services.move(by=house.place.other, report=report, step=step, reason="无")

    @invariant()
    def the_row_is_what_the_table_says(self):
        report = Report.objects.get(pk=self.report.pk)
        assert report.state == self.state
        assert report.versions.count() == self.versions
        assert report.situation == ground.TEXT["situation"]

    @invariant()
    def the_ledger_is_what_the_rows_imply(self):
        rows = DutyRecord.objects.filter(matter_ref=self.report.matter_ref, voided_at=None)
        assert rows.filter(stage="submitted").count() == (self.state != "draft")
        assert rows.filter(stage="not_adopted").count() == (self.state == "not_adopted")
        standing = self.adopted if self.state != "draft" else 0
        assert rows.filter(stage="adopted").count() == standing

    def teardown(self):
        assert differences(house.place.organization) == []

    def _adopted_by(self, body) -> bool:
        return self.report.adoptions.filter(voided_at=None, body=body).exists()

    def _do(self, step):
        place, report = house.place, Report.objects.get(pk=self.report.pk)
        if step in MOVES:
            services.move(by=place.head, report=report, step=step, reason="理由")
        elif step == "submit":
            services.submit(by=place.member, report=report)
        elif step == "take_back":
            services.take_back(by=place.member, report=report)
        elif step == "forward":
            services.forward(by=place.head, report=report, unit=place.unit, request="")
        elif step == "sign":
            services.sign(by=place.head, report=report, signed_by="副主席", signed_on=today())
        else:
            issue = ground.issue_of(place, report)
            services.publish_issue(by=place.editor, issue=issue, issued_on=today())


def test_a_report_never_leaves_its_table(county):
    house.place = ground.desk(county)
    run_state_machine_as_test(
        ReportMachine,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
    assert audit.verify() == []
