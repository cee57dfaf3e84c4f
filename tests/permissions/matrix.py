"""The matrix: which answer each role gets at each address, kept in matrix.csv and read by people."""

import csv
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from tests.permissions import objects
from tests.permissions.routes import VERBS, Route, admin_model, all_routes

FILE = Path(__file__).with_name("matrix.csv")
DOCUMENT = Path(__file__).parents[2] / "docs" / "permissions.md"
NEIGHBOURS = ("neighbour", *(f"neighbour_{role}" for role in sorted(objects.ADMINISTRATORS)))
COLUMNS = ("anonymous", *Role.values, "neighbour", "upper")
LABELS = {
    "anonymous": "未登录",
    **dict(Role.choices),
    "neighbour": "邻县业务人员",
    "upper": "上级政协（在上级登录）",
}


def read() -> dict[tuple[str, str], dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {(row["route"], row["method"]): row for row in csv.DictReader(file)}


def write(table: dict[tuple[str, str], dict[str, str]]) -> None:
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ("route", "method", *COLUMNS), lineterminator="\n")
        writer.writeheader()
        for (route, method), answers in sorted(table.items()):
            writer.writerow({"route": route, "method": method, **{c: answers[c] for c in COLUMNS}})


def expected_keys() -> set[tuple[str, str]]:
    return {(route.name, method) for route in all_routes() for method in methods_of(route)}


def methods_of(route: Route) -> tuple[str, ...]:
    """Lists and histories of registers are only read; acts on a list are tested with their register."""
    register = admin_model(route.name)
    return ("GET",) if register and register[1] in ("changelist", "history") else ("GET", "POST")


def client_of(house, column: str) -> Client:
    """A browser logged in as the person of the column, second factor passed."""
    client = Client(raise_request_exception=False)
    user = person(house, column)
    if user is None:
        return client
    client.force_login(user)
    session = client.session
    device = user.totpdevice_set.first()
    if device:
        session["otp_device_id"] = device.persistent_id
        session.save()
    return client


def person(house, column: str):
    return house.people.get(column) or house.strangers.get(column)


def address_of(house, route: Route, column: str = "", *, absent: bool = False) -> str:
    """The address of the county's row (or of one that does not exist) for the person of the column."""
    if not route.keys:
        return reverse(route.name) + objects.QUERY.get(route.name, "")
    owner = house.people.get(column, house.people[Role.MEMBER])
    arguments = _arguments(house, route, owner)
    if absent:
        arguments |= {route.row_key: objects.ABSENT}
    return reverse(route.name, kwargs=arguments)


def _arguments(house, route: Route, owner) -> dict:
    if route.name in objects.ARGUMENTS:
        return objects.ARGUMENTS[route.name](house, owner)
    if route.name in objects.ROWS:
        return {"pk": objects.row(house, objects.ROWS[route.name]).pk}
    register = admin_model(route.name)
    extra = objects.EXTRA.get(route.name, {})
    if register is None or set(route.keys) - {route.row_key} != extra.keys():
        raise LookupError(f"{route.name}: say its arguments in tests/permissions/objects.py")
    if route.row_key is None:
        return extra
    return extra | {route.row_key: objects.row(house, register[0]._meta.label_lower).pk}


def answer(client: Client, method: str, address: str) -> str:
    """The class of the answer: its number, or `login` where the door sends strangers to log in.

    Nothing that the call wrote stays, neither a row nor a cookie.
    """
    session = client.cookies.get(settings.SESSION_COOKIE_NAME)
    key = session.value if session else None
    with transaction.atomic():
        response = client.generic(method, address)
        if response.streaming:
            b"".join(response.streaming_content)  # to its end, which closes the file
        transaction.set_rollback(True)
    client.cookies.clear()
    if key:
        client.cookies[settings.SESSION_COOKIE_NAME] = key
    if response.status_code == 302 and response["Location"].startswith("/accounts/login/"):
        return "login"
    return str(response.status_code)


def observe(house, column: str, keys=None) -> dict[tuple[str, str], str]:
    """What the person of the column is answered at every address (or at those of `keys`)."""
    client = client_of(house, column)
    seen = {}
    for route in all_routes():
        for method in methods_of(route):
            if keys is None or (route.name, method) in keys:
                seen[route.name, method] = answer(client, method, address_of(house, route, column))
    return seen


def title(name: str) -> str:
    """An address as people call it."""
    register = admin_model(name)
    if register:
        model, verb = register
        return f"后台：{model._meta.verbose_name}·{VERBS.get(verb, verb)}"
    return f"`{name}`"


def as_document(table) -> str:
    """The matrix as docs/permissions.md: for each address who gets in."""
    lines = [HEADER]
    for (route, method), answers in sorted(table.items()):
        inside = [
            LABELS[c] for c in ("anonymous", *Role.values) if answers[c] in ("200", "204", "302", "307")
        ]
        who = "所有人" if len(inside) == len(Role.values) + 1 else "、".join(inside) or "—"
        if inside:
            lines.append(f"| {title(route)} | {method} | {who} |")
    return "\n".join(lines) + "\n"


HEADER = """# 权限表

由 `tests/permissions/matrix.csv` 生成，测试保证它与系统一致：对每个地址、每种角色实际访问一次。
未列出的角色得到“没有找到”（404）或“没有权限”（403）；邻近组织的人访问本组织的任何一条记录，得到的页面与访问不存在的记录完全相同。

| 页面 | 方法 | 可进入的角色 |
|---|---|---|"""
