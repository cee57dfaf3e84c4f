"""What the database itself promises of accounts and roles."""

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.choices import Role
from accounts.models import User
from core.scope import NoActor
from tests.factories import make_actor, make_user

INSERT = """
INSERT INTO accounts_rolegrant (user_id, organization_id, role, during)
VALUES (%s, %s, %s, daterange('2025-01-01', '2027-01-01'))
"""


def grant_by_sql(user, organization, role):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, [user.pk, organization.pk, role])


@pytest.mark.parametrize("held", ["system_admin", "security_admin", "auditor"])
@pytest.mark.parametrize("further", ["system_admin", "security_admin", "auditor", "operator", "member"])
def test_the_three_administrators_are_apart_also_by_raw_sql(tree, held, further):
    user = make_user(tree.county, held)
    if held == further:
        grant_by_sql(user, tree.city, further)
        return
    for organization in (tree.county, tree.city):
        with pytest.raises(IntegrityError, match="grant_three_administrators_apart"):
            grant_by_sql(user, organization, further)


def test_business_roles_may_be_held_together(county):
    user = make_user(county, Role.OPERATOR, Role.PROPOSAL_OFFICE, Role.MEMBER)

    assert user.grants.count() == 3


@pytest.mark.parametrize(
    ("role", "constraint"),
    [
        ("operator", "grant_once_at_a_time"),
        ("king", "grant_role_known"),
        ("committee_office", "grant_committee"),
    ],
)
def test_a_wrong_grant_is_refused_by_the_database(county, role, constraint):
    user = make_user(county, Role.OPERATOR)

    with pytest.raises(IntegrityError, match=constraint):
        grant_by_sql(user, county, role)


def test_accounts_are_seen_where_they_are_kept_or_hold_a_role(tree):
    here, there = make_user(tree.county), make_user(tree.other_county)
    guest = make_user(tree.other_county)
    guest.grants.create(role=Role.MEMBER, organization=tree.county, during="[2022-01-01,2030-01-01)")
    actor = make_actor(tree.county, Role.SYSTEM_ADMIN)

    seen = set(User.objects.visible_to(actor))

    assert {here, guest} <= seen
    assert there not in seen


def test_accounts_are_not_shown_to_nobody(tree):
    make_user(tree.county)
    with pytest.raises(NoActor):
        User.objects.visible_to(None)
    stranger = make_actor(tree.county)
    assert not User.objects.visible_to(stranger).exists()
