"""Every step from every state, against literals; who loses with a stale copy; the drawn diagram."""

from itertools import product
from pathlib import Path

import pytest
from django.db import transaction

from core.clock import now
from core.workflow import Refused, Stale
from social_info.choices import ReportState
from social_info.models import Report
from social_info.workflow import REFERRAL, REPORT, SUGGESTION
from tests.social_info import ground

DRAWN = Path(__file__).resolve().parents[2] / "docs" / "workflows"
REFUSED = "refused"
LEGAL = {
    ("draft", "submit"): "submitted",
    ("returned", "submit"): "submitted",
    ("submitted", "take_back"): "draft",
    ("submitted", "accept"): "editing",
    ("submitted", "return"): "returned",
    ("editing", "return"): "returned",
    ("submitted", "decline"): "not_adopted",
    ("editing", "decline"): "not_adopted",
    ("checking", "decline"): "not_adopted",
    ("not_adopted", "reopen"): "editing",
    ("forwarded", "reopen"): "editing",
    ("converted", "reopen"): "editing",
    ("submitted", "forward"): "forwarded",
    ("editing", "forward"): "forwarded",
    ("submitted", "convert"): "converted",
    ("editing", "convert"): "converted",
    ("submitted", "merge"): "merged",
    ("editing", "merge"): "merged",
    ("merged", "split"): "editing",
    ("editing", "send"): "checking",
    ("checking", "check"): "signing",
    ("checking", "rework"): "editing",
    ("signing", "rework"): "editing",
    ("signed", "rework"): "editing",
    ("signing", "sign"): "signed",
    ("signed", "issue"): "issued",
}
OWN_STEPS = {"submit", "take_back"}


def numbered(house, pk):
    Report.objects.filter(pk=pk, number=None).update(number=999, year=2026, submitted_at=now())


def told_where(house, pk):
    main = Report.objects.filter(organization=house.organization).exclude(pk=pk).first()
    Report.objects.filter(pk=pk).update(merged_into=main or ground.editing(house, house.other))


def told_by_whom(house, pk):
    Report.objects.filter(pk=pk, signed_by="").update(signed_by="副主席甲")


NEEDS = {"submit": numbered, "merge": told_where, "sign": told_by_whom}
"""What the verb of a step notes on the row before the step."""


@pytest.mark.parametrize("state", ReportState.values)
def test_every_step_from_every_state(house, state):
    """The second person of the desk, who wrote no version, tries all; the writer the own two."""
    report = ground.MAKE[state](house)
    seen = {(state, step): try_step(house, report.pk, step) for step in REPORT.by_name}
    assert seen == {key: LEGAL.get(key, REFUSED) for key in product([state], REPORT.by_name)}


def try_step(house, pk, step):
    """Where the step leads, rolled back afterwards."""
    actor = house.member if step in OWN_STEPS else house.head
    try:
        with transaction.atomic():
            NEEDS.get(step, lambda *_: None)(house, pk)
            report = Report.objects.get(pk=pk)
            REPORT.perform(report, step, by=actor, reason="理由充分")
            report.refresh_from_db()
            raise Undo(report.state)
    except Refused:
        return REFUSED
    except Undo as done:
        return done.state


class Undo(Exception):
    def __init__(self, state):
        super().__init__(state)
        self.state = state


@pytest.mark.parametrize("step", ["return", "decline", "reopen", "split", "rework"])
def test_a_step_back_or_out_says_why(house, step):
    state = {
        "return": "submitted",
        "decline": "submitted",
        "reopen": "not_adopted",
        "split": "merged",
        "rework": "checking",
    }[step]
    report = ground.MAKE[state](house)
    with pytest.raises(Refused, match="须写明理由"):
        REPORT.perform(report, step, by=house.head, reason="  ")


def test_a_stale_copy_loses(house):
    report = ground.handed_in(house.member)
    mine, theirs = (Report.objects.get(pk=report.pk) for _ in range(2))
    REPORT.perform(mine, "accept", by=house.editor)
    with pytest.raises(Stale, match="刚被他人处理"):
        REPORT.perform(theirs, "decline", by=house.head, reason="不具体")
    report.refresh_from_db()
    assert report.state == "editing"


def test_the_last_editor_neither_checks_nor_signs(house):
    report = ground.checking(house)
    with pytest.raises(Refused, match="没有“审核通过”的权限"):
        REPORT.perform(report, "check", by=house.editor)
    report = ground.signing(house)
    with pytest.raises(Refused, match="没有“登记签发”的权限"):
        REPORT.perform(report, "sign", by=house.editor)


@pytest.mark.parametrize("who", ["member", "other", "chair", "liaison"])
def test_nobody_outside_the_desk_moves_a_report(house, who):
    report = ground.handed_in(house.member)
    actor = getattr(house, who)
    open_steps = {step.name for step in REPORT.open_to(actor, report)}
    assert open_steps == ({"take_back"} if who == "member" else set())


def test_a_desk_next_door_moves_nothing(house, tree):
    stranger = ground.desk(tree.other_county)
    report = ground.handed_in(house.member)
    assert REPORT.open_to(stranger.head, report) == []


@pytest.mark.parametrize(
    ("name", "workflow"),
    [("report", REPORT), ("referral", REFERRAL), ("suggestion", SUGGESTION)],
)
def test_the_diagram_is_the_table(name, workflow):
    assert (DRAWN / f"social-info-{name}.mmd").read_text(encoding="utf-8") == workflow.as_mermaid()
