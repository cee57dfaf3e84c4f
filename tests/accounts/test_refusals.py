"""Refusals leave one row per person, page and minute; strangers and addresses of no page leave none."""

import threading

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts.choices import Role
from core.models import AuditEntry
from tests.factories import make_membership, make_user

REFUSED, NOT_THERE = "访问被拒绝", "访问不存在或无权查看的页面"
GRANT = "/admin/accounts/rolegrant/add/"


def traces():
    return AuditEntry.objects.filter(object_type="page").order_by("id")


def test_a_refused_page_is_traced_with_who_where_and_the_number_of_the_request(client, county, sign_in):
    user = sign_in(county, Role.SYSTEM_ADMIN)

    response = client.get(GRANT)

    assert response.status_code == 403
    entry = traces().get()
    assert (entry.act, entry.actor, entry.role) == (REFUSED, user.display_name, "系统管理员")
    assert entry.object_label == f"查看 {GRANT}"
    assert entry.organization_path == county.path
    assert entry.request_id == response["X-Request-Id"]


def test_a_row_of_the_county_next_door_is_traced_in_the_chain_of_the_one_who_asked(
    client, tree, county, sign_in
):
    foreign = make_membership(tree.other_county)
    sign_in(county, Role.OPERATOR)
    address = f"/admin/members/membership/{foreign.pk}/change/"

    assert client.get(address).status_code == 404

    entry = traces().get()
    assert (entry.act, entry.object_label, entry.organization_path) == (
        NOT_THERE,
        f"查看 {address}",
        county.path,
    )


def test_asking_again_within_the_minute_adds_nothing_another_page_or_person_does(client, county, sign_in):
    sign_in(county, Role.SYSTEM_ADMIN)
    for number in range(30):
        client.get(f"{GRANT}?try={number}")
    assert traces().count() == 1

    client.get("/admin/members/membership/")
    assert traces().count() == 2

    sign_in(county, Role.SYSTEM_ADMIN)
    client.get(GRANT)
    assert traces().count() == 3


def test_a_minute_later_it_is_traced_again(client, county, sign_in):
    sign_in(county, Role.SYSTEM_ADMIN)
    client.get(GRANT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.clock_offset', '61 seconds', false)")
    try:
        client.get(GRANT)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET app.clock_offset")

    assert traces().count() == 2


@pytest.mark.parametrize(
    "address", ["/nowhere/", "/static/none.css", "/admin/nowhere/none/", "/favicon.ico", "/robots.txt"]
)
def test_an_address_of_no_page_leaves_no_trace(client, county, sign_in, address):
    sign_in(county, Role.OPERATOR)

    assert client.get(address).status_code in (301, 302, 404)
    assert not traces().exists()


def test_strangers_leave_no_trace(client, db):
    client.get("/nowhere/")
    client.get("/admin/members/membership/1/change/")

    assert not AuditEntry.objects.exists()


def test_a_form_open_for_too_long_is_no_refusal(county):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(county, Role.MEMBER))

    assert client.post("/accounts/devices/end/", {}).status_code == 403
    assert not traces().exists()


def test_the_auditor_reads_which_page_it_was(client, county, sign_in):
    sign_in(county, Role.SYSTEM_ADMIN)
    client.get(GRANT)
    sign_in(county, Role.AUDITOR)

    page = client.get("/admin/core/auditentry/").content.decode()

    assert (REFUSED in page, f"查看 <code>{GRANT}</code>" in page, "已停用的登记表" in page) == (
        True,
        True,
        False,
    )
    assert client.get(f"/admin/core/auditentry/{traces().get().pk}/change/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_refusals_at_once_leave_one_row(county, rf):
    """While one is being written the other does not wait and writes nothing."""
    user = make_user(county, Role.MEMBER)
    client = Client()
    client.force_login(user)
    with transaction.atomic():
        connection.cursor().execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 2))", [f"{user.pk} admin:core_job_changelist"]
        )
        thread = threading.Thread(target=_ask, args=(client,))
        thread.start()
        thread.join(timeout=10)
        assert not thread.is_alive()
    assert not traces().exists()

    _ask(client)
    assert traces().count() == 1


def _ask(client):
    try:
        client.get("/admin/core/job/")
    finally:
        if threading.current_thread() is not threading.main_thread():
            connection.close()
