"""What is run at the keyboard of the server."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts import services
from accounts.actors import actor_of
from accounts.choices import Role
from organizations.models import Organization
from tests.factories import make_user


def test_an_organisation_begins_with_three_administrators(db):
    out = StringIO()
    call_command(
        "found_organization", "43", "中国人民政治协商会议测试省委员会", "测试省政协", "province", stdout=out
    )

    lines = out.getvalue().splitlines()
    assert [line.split("：")[0] for line in lines[1:]] == ["系统管理员", "安全管理员", "审计员"]
    code = re.search(r"xitong_43，激活码 (\w{8})", out.getvalue())[1]
    user = services.activate(name="xitong_43", code=code, password="Right-horse-2026")
    assert actor_of(user).roles == {Role.SYSTEM_ADMIN}
    assert actor_of(user).organization_path == "43/"


def test_a_county_stands_below_its_city(tree):
    call_command(
        "found_organization",
        "430103",
        "戊县政协",
        "戊县政协",
        "county",
        "--parent",
        "4301",
        stdout=StringIO(),
    )

    assert Organization.objects.get(code="430103").path == "43/4301/430103/"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("430101", "甲", "甲", "county"), "代码为 430101 的政协组织已设立"),
        (("430109", "甲", "甲", "county", "--parent", "99"), "没有代码为 99 的上级政协"),
    ],
)
def test_a_mistake_founds_nothing(tree, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("found_organization", *arguments, stdout=StringIO())
    assert Organization.objects.count() == 5


def test_demo_codes_are_shown_in_the_demo_alone(county, settings):
    user = make_user(county, Role.OPERATOR)
    with pytest.raises(CommandError, match="只有演示环境"):
        call_command("demo_code", user.username, stdout=StringIO())

    settings.DEMO = True
    out = StringIO()
    call_command("demo_code", user.username, stdout=out)

    assert re.fullmatch(r"\d{6}\n", out.getvalue())
    assert services.verify_code(user=user, code=out.getvalue().strip())


def test_a_demo_code_of_nobody_says_so(db, settings):
    settings.DEMO = True
    with pytest.raises(CommandError, match="不存在或未绑定"):
        call_command("demo_code", "nobody", stdout=StringIO())
