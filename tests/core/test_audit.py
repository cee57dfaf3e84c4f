"""The chain: numbered per organisation, append-only, and broken visibly when tampered with."""

import json

import pytest
from django.db import IntegrityError, connection, transaction

from core import audit, audit_anchor
from core.models import AuditEntry
from tests.factories import make_actor


def entries(organization):
    return list(AuditEntry.objects.filter(organization_path=organization.path).order_by("seq"))


def test_each_organisation_counts_its_own_entries(tree, operator, neighbour):
    for actor, place in ((operator, tree.county), (operator, tree.county), (neighbour, tree.other_county)):
        audit.record(actor, "修改", place)

    here = entries(tree.county)
    assert [entry.seq for entry in here] == [1, 2, 3]
    assert [entry.act for entry in here] == ["设立组织", "修改", "修改"]
    assert [entry.seq for entry in entries(tree.other_county)] == [1, 2]
    assert here[1].previous == here[0].digest
    assert audit.verify() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditentry SET actor = '他人'",
        "DELETE FROM core_auditentry",
        "TRUNCATE core_auditentry",
    ],
)
def test_no_entry_is_ever_changed(tree, statement):
    with pytest.raises(IntegrityError, match="审计记录只能追加"), transaction.atomic():
        connection.cursor().execute(statement)


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("UPDATE core_auditentry SET reason = '改过' WHERE seq = 2 AND organization_path = %s", [2]),
        ("DELETE FROM core_auditentry WHERE seq = 2 AND organization_path = %s", [3]),
    ],
)
def test_tampering_with_the_triggers_off_breaks_the_chain(tree, operator, tampering, broken):
    for _ in range(3):
        audit.record(operator, "修改", tree.county)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(tampering, [tree.county.path])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")

    assert audit.verify() == [(tree.county.path, seq) for seq in broken]


def test_a_cut_tail_shows_only_against_the_anchor_outside(tree, operator, settings):
    audit.record(operator, "修改", tree.county)
    audit_anchor.write()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "DELETE FROM core_auditentry WHERE seq = 2 AND organization_path = %s", [tree.county.path]
        )

    assert audit.verify() == []
    assert [(a["organization_path"], a["seq"]) for a in audit_anchor.differences()] == [(tree.county.path, 2)]
    assert json.loads(settings.ANCHOR_FILE.read_text().splitlines()[0])["seq"] == 1


def test_personal_fields_are_masked(tree):
    user = make_actor(tree.county).label
    assert user
    from_model = audit.snapshot(tree.county)
    assert from_model["name"] == tree.county.name
