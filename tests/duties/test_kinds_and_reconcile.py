"""System kinds follow their file; the ledger is held against what the producing apps say."""

import datetime as dt
import io

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import IntegrityError

from duties import reconcile
from duties.facts import allowed
from duties.models import Bearer, DutyKind
from duties.services import bearer_named, record_duties, void_duty
from duties.services.kinds import seed_kinds
from tests.duties.helpers import make_fact, make_record, proposal_kind
from tests.factories import make_membership

pytestmark = pytest.mark.django_db
FILE = """
- code: sample-visit
  label: 走访
  unit: 次
  roles: {lead: 带队, member: 参加}
- code: sample-rally
  label: 座谈
  is_attendance: true
  bearer_kinds: [member, group]
  results: {present: 出席}
"""


def test_kinds_are_inserted_and_brought_up_to_date(tmp_path):
    path = tmp_path / "kinds.yaml"
    path.write_text(FILE, encoding="utf-8")
    assert seed_kinds(path) == 2
    visit = DutyKind.objects.get(code="sample-visit")
    assert (visit.label, visit.unit, visit.bearer_kinds, visit.roles["lead"]) == (
        "走访",
        "次",
        ["member"],
        "带队",
    )
    path.write_text(FILE.replace("走访", "走访界别群众"), encoding="utf-8")
    seed_kinds(path)
    visit.refresh_from_db()
    assert visit.label == "走访界别群众"
    assert DutyKind.objects.filter(code__startswith="sample-").count() == 2


def test_an_unknown_word_in_the_file_is_refused(tmp_path):
    path = tmp_path / "kinds.yaml"
    path.write_text("- {code: a, label: 甲, colour: red}", encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match="colour"):
        seed_kinds(path)


def test_migrating_has_seeded_the_kinds_of_the_house():
    codes = set(DutyKind.objects.filter(organization=None).values_list("code", flat=True))
    assert {"plenary_attendance", "proposal", "social_info"} <= codes


def test_a_named_bearer_exists_once(county):
    first = bearer_named(county, "reporting_unit", "县农业农村局")
    assert bearer_named(county, "reporting_unit", " 县农业农村局 ") == first
    with pytest.raises(IntegrityError):
        Bearer.objects.create(organization=county, kind="reporting_unit", name="县农业农村局")


@pytest.fixture
def produced(operator, county, monkeypatch):
    """Two facts of a producing app, both in the ledger, and the app's own word for them."""
    member = make_membership(county, "乔安禾")
    facts = [make_fact(member, key=f"proposals:{number}:submitted") for number in (1, 2)]
    record_duties(by=operator, facts=facts)
    monkeypatch.setattr(reconcile, "_expected", {})
    reconcile.register_expected(
        proposal_kind().code, lambda organization: facts if organization == county else []
    )
    return facts


def printed() -> str:
    out = io.StringIO()
    call_command("reconcile_duties", stdout=out)
    return out.getvalue()


def test_agreement_prints_nothing(produced):
    assert printed() == ""


def test_what_is_missing_surplus_or_different_is_printed(operator, county, produced):
    member = produced[0].bearer.membership
    first = member.bearer.records.get(source_key="proposals:1:submitted")
    void_duty(by=operator, record=first, reason="误登")
    make_record(operator, member, key="proposals:9:submitted")
    produced[1] = make_fact(member, key="proposals:2:submitted", occurred_on=dt.date(2026, 3, 6))
    assert printed().splitlines() == [
        "丙县政协 sample-proposal proposals:1:submitted：台账缺少",
        "丙县政协 sample-proposal proposals:9:submitted：台账多出",
        "丙县政协 sample-proposal proposals:2:submitted：发生日期应为“2026-03-06”，台账为“2026-03-05”",
    ]


def test_facts_written_by_people_are_not_surplus(operator, produced):
    make_record(operator, produced[0].bearer.membership, key="manual:abc:0001")
    make_record(operator, produced[0].bearer.membership, key="import:文件:0001:sample-proposal:2026-03-05:1")
    assert printed() == ""


def test_results_stand_in_the_order_in_which_people_choose(db):
    seed_kinds()
    kind = DutyKind.objects.get(organization=None, code="plenary_attendance")

    assert list(allowed(kind, "result").values()) == [
        "出席", "名单外到会", "公务请假", "请假获准", "请假未准", "无故缺席",
    ]  # fmt: skip


def test_results_of_a_places_own_come_after_those_of_the_house(county):
    named = {"online": "线上出席", "absent": "缺席", "present": "到会"}
    kind = DutyKind.objects.create(
        organization=county, code="own", label="本会会议", is_attendance=True, results=named
    )
    kind.refresh_from_db()

    assert list(allowed(kind, "result")) == ["present", "absent", "online"]
