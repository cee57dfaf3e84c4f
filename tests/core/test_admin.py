"""The base of every staff page, seen through the register of 界别 and 编组."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from unfold.admin import ModelAdmin

from accounts.choices import Role
from core.admin_filters import is_declared
from core.models import AuditEntry
from core.sites import HouseAdminSite
from organizations.models import Group, Sector, Term

SECTORS = "/admin/organizations/sector/"
GROUPS = "/admin/organizations/group/"


@pytest.fixture
def term(county):
    return county.terms.get()


@pytest.fixture
def clerk(client, county, sign_in):
    return sign_in(county, Role.OPERATOR)


def data(term, name="科技界", **more):
    return {"term": term.pk, "name": name, "position": 9, **more}


def test_the_site_takes_only_pages_that_stand_on_the_base():
    with pytest.raises(ImproperlyConfigured, match="须用 ScopedModelAdmin 登记"):
        HouseAdminSite().register(Sector, ModelAdmin)


def test_strangers_and_members_find_no_staff_site(client, county, sign_in):
    assert client.get("/admin/")["Location"].startswith("/accounts/login/")
    sign_in(county, Role.MEMBER)
    assert client.get("/admin/").status_code == 404
    assert client.get(SECTORS).status_code == 404


def test_each_role_is_shown_its_own_registers(client, county, sign_in):
    def apps_shown(role):
        sign_in(county, role)
        return {app["app_label"] for app in client.get("/admin/").context["app_list"]}

    assert {"core", "accounts"} <= apps_shown(Role.SYSTEM_ADMIN)
    assert "members" not in apps_shown(Role.SYSTEM_ADMIN) | apps_shown(Role.AUDITOR) | apps_shown(
        Role.SECURITY_ADMIN
    )
    assert apps_shown(Role.AUDITOR) == {"core", "organizations"}
    assert "core" not in apps_shown(Role.OPERATOR)


def test_the_secretariat_is_shown_the_slips_and_no_other_register_of_accounts(client, county, sign_in):
    sign_in(county, Role.OPERATOR)
    shown = {app["app_label"]: app["models"] for app in client.get("/admin/").context["app_list"]}
    assert [model["object_name"] for model in shown["accounts"]] == ["ActivationSlip"]


def test_a_new_row_is_noted_with_its_values(client, clerk, term):
    client.post(f"{SECTORS}add/", data(term))

    entry = AuditEntry.objects.latest("id")
    assert (entry.act, entry.object_label, entry.after["name"], entry.before["name"]) == (
        "新增",
        "科技界",
        "科技界",
        None,
    )
    assert entry.organization_path == "43/4301/430101/"


def test_a_change_is_noted_with_both_sides_and_nothing_else(client, clerk, term):
    sector = Sector.objects.filter(term=term).first()

    client.post(f"{SECTORS}{sector.pk}/change/", data(term, "新教育界", position=sector.position))

    entry = AuditEntry.objects.latest("id")
    assert (entry.act, entry.before, entry.after) == ("修改", {"name": "教育界"}, {"name": "新教育界"})


def test_saving_without_a_change_notes_nothing(client, clerk, term):
    sector = Sector.objects.filter(term=term).first()
    before = AuditEntry.objects.count()

    client.post(f"{SECTORS}{sector.pk}/change/", data(term, sector.name, position=sector.position))

    assert AuditEntry.objects.count() == before


def test_a_changed_list_of_related_rows_is_noted_too(client, clerk, term):
    group = Group.objects.filter(term=term).first()
    sector = Sector.objects.get(term=term, name="教育界")
    form = {"term": term.pk, "kind": group.kind, "name": group.name, "position": 0, "sectors": [sector.pk]}

    client.post(f"{GROUPS}{group.pk}/change/", form)

    assert AuditEntry.objects.latest("id").after == {"sectors": ["教育界"]}


def test_a_row_of_another_organisation_is_as_absent_as_one_that_never_was(client, clerk, tree):
    theirs = Sector.objects.filter(term=tree.other_county.terms.get()).first()
    for page in ("change", "history"):
        assert client.get(f"{SECTORS}{theirs.pk}/{page}/").status_code == 404
        assert client.get(f"{SECTORS}999999/{page}/").status_code == 404
    assert client.post(f"{SECTORS}{theirs.pk}/change/", data(theirs.term)).status_code == 404


def test_a_related_row_of_another_organisation_is_not_accepted(client, clerk, tree):
    theirs = tree.other_county.terms.get()

    page = client.post(f"{SECTORS}add/", data(theirs))

    assert page.status_code == 200
    assert not Sector.objects.filter(name="科技界").exists()


def test_lists_and_their_filters_offer_only_own_rows(client, clerk, tree):
    newer = Term.objects.create(organization=tree.county, number=11, during="[2037-01-01,2042-01-01)")
    older = tree.county.terms.get(number=10)

    page = client.get(SECTORS)

    assert page.context["cl"].result_count == 3
    offered = page.context["cl"].filter_specs[0].lookup_choices
    assert [pk for pk, _ in offered] == [newer.pk, older.pk]


def test_an_address_asks_only_what_a_filter_declares(client, clerk, term):
    assert client.get(SECTORS, {"term__id__exact": term.pk}).status_code == 200
    for guess in ("term__organization__name__startswith", "name__startswith", "term__during__contains"):
        response = client.get(SECTORS, {guess: "x"})
        assert response.status_code in (302, 400), guess


@pytest.mark.parametrize(
    ("lookup", "allowed"),
    [
        ("person", True),
        ("person__id__exact", True),
        ("person__isnull", True),
        ("person__identity_number__startswith", False),
        ("person__phone", False),
        ("personal", False),
    ],
)
def test_a_filter_does_not_reach_past_its_field(lookup, allowed):
    assert is_declared(lookup, {"person"}) is allowed


def test_autocomplete_finds_own_rows_only(client, clerk, tree):
    rows = client.get(
        "/admin/autocomplete/",
        {"app_label": "organizations", "model_name": "group", "field_name": "sectors", "term": "教育"},
    ).json()["results"]

    own = Sector.objects.get(term=tree.county.terms.get(), name="教育界")
    assert [row["id"] for row in rows] == [str(own.pk)]


def test_nobody_deletes(client, clerk, term):
    sector = Sector.objects.filter(term=term).first()

    assert client.post(f"{SECTORS}{sector.pk}/delete/", {"post": "yes"}).status_code in (302, 404)
    assert (
        client.post(
            SECTORS, {"action": "delete_selected", "_selected_action": sector.pk, "post": "yes"}
        ).status_code
        == 200
    )
    assert Sector.objects.filter(pk=sector.pk).exists()


def test_who_may_only_look_changes_nothing(client, county, sign_in, term):
    sign_in(county, Role.RESEARCH_OFFICE)
    sector = Sector.objects.filter(term=term).first()

    assert client.get(f"{SECTORS}{sector.pk}/change/").status_code == 200
    assert client.post(f"{SECTORS}{sector.pk}/change/", data(term)).status_code == 403
    assert client.get(f"{SECTORS}add/").status_code == 403


def test_a_repeated_name_is_told_before_it_is_written(client, clerk, term):
    page = client.post(f"{SECTORS}add/", data(term, "教育界"))

    assert page.status_code == 200
    assert "已经存在" in page.content.decode()


def test_a_constraint_over_the_hidden_organisation_is_checked_in_the_form(client, clerk, term):
    page = client.post("/admin/organizations/term/add/", {"number": term.number, "starts_on": "2037-01-01"})

    assert page.status_code == 200
    assert Term.objects.filter(organization=term.organization).count() == 1


def test_what_the_database_refuses_comes_back_as_a_sentence(client, clerk, term):
    with connection.cursor() as cursor:
        cursor.execute("""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '本届界别已定' USING ERRCODE = 'integrity_constraint_violation'; END $$;
            CREATE TRIGGER refuse BEFORE INSERT ON organizations_sector EXECUTE FUNCTION refuse();
        """)

    page = client.post(f"{SECTORS}add/", data(term), follow=True)

    assert "本届界别已定" in page.content.decode()


def test_a_span_is_entered_by_its_first_and_last_day(client, clerk, county):
    form = {"number": 11, "starts_on": "2037-01-01", "ends_on": "2041-12-31"}
    client.post("/admin/organizations/term/add/", form)

    term = Term.objects.get(number=11)
    assert (str(term.during.lower), str(term.during.upper)) == ("2037-01-01", "2042-01-01")
    page = client.get(f"/admin/organizations/term/{term.pk}/change/").content.decode()
    assert 'value="2041-12-31"' in page
    wrong = client.post("/admin/organizations/term/add/", {**form, "number": 12, "ends_on": "2026-01-01"})
    assert "结束日期不能早于开始日期" in wrong.content.decode()


def test_search_of_the_side_bar_shows_only_own_registers(client, county, sign_in):
    sign_in(county, Role.AUDITOR)

    page = client.get("/admin/search/", {"s": "账号"}, headers={"HX-Request": "true"}).content.decode()

    assert "/admin/accounts/user/" not in page


def test_an_empty_list_says_whether_nothing_is_there_or_nothing_fits(client, county, sign_in):
    sign_in(county, Role.OPERATOR)
    address = "/admin/organizations/session/"

    empty = client.get(address).content.decode()
    asked = client.get("/admin/organizations/sector/", {"q": "查无此界别"}).content.decode()
    unkept = client.get("/admin/duties/missingrecord/").content.decode()

    assert ("还没有全体会议" in empty, "新增全体会议" in empty, "清除条件" in empty) == (True, True, False)
    assert ("没有符合条件的界别" in asked, "清除条件" in asked, "新增界别</a>" in asked) == (
        True,
        True,
        False,
    )
    assert ("还没有补登申请" in unkept, "新增补登申请" in unkept) == (True, False)
