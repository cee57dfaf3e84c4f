"""The invented tree, its term, and the accounts that look at it. No such places exist."""

import datetime as dt

from django.db.backends.postgresql.psycopg_any import DateRange
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.actors import Actor
from accounts.choices import SECOND_FACTOR, Role
from accounts.models import RoleGrant, User
from core.clock import today
from organizations.choices import Level
from organizations.models import Committee, Organization, Session, Term
from organizations.services import found_organization

PASSWORD = "Lvzhi-2026-demo"  # noqa: S105 -- printed at the start of the demo, which listens on loopback only
SYSTEM = Actor(label="系统")


def term_around(day: dt.date) -> DateRange:
    """Five years of which `day` lies in the last one, so that there is a past to look at."""
    year = day.year if day >= dt.date(day.year, 1, 10) else day.year - 1
    return DateRange(dt.date(year - 4, 1, 10), dt.date(year + 1, 1, 10))


# login name, shown name, what it is for, roles
ACCOUNTS = (
    ("jingban", "秘书处经办人", "导入、登记、计算", (Role.OPERATOR,)),
    ("fuhe", "秘书处复核人", "复核导入、通过方案、公布结果", (Role.CHECKER,)),
    ("zhuxi", "主席", "看板、排名", (Role.LEADER,)),
    ("tian", "提案委工作人员", "登记提案方面的记录", (Role.PROPOSAL_OFFICE,)),
    ("zhuanwei", "专委会办公室", "登记本专委会委员的记录", (Role.COMMITTEE_OFFICE,)),
    ("xitong", "系统管理员", "账号", (Role.SYSTEM_ADMIN,)),
    ("anquan", "安全管理员", "角色授予", (Role.SECURITY_ADMIN,)),
    ("shenji", "审计员", "审计记录", (Role.AUDITOR,)),
)
MEMBER_LOGINS = (
    ("weiyuan", "委员（手机页面）"),
    ("changwei", "常委（手机页面）"),
    ("lianluo", "承办单位联络员：办理提案"),
    ("shenqian", "承办单位审签人：审签答复"),
)


def found_tree() -> dict[str, Organization]:
    """省 → 市 → 县, each with a term; keyed province, city, county."""
    province = _found("99", "示例省", Level.PROVINCE, 13)
    city = _found("9901", "明川市", Level.CITY, 5, province)
    county = _found("990101", "青屏县", Level.COUNTY, 10, city)
    return {"province": province, "city": city, "county": county}


def open_accounts(organization: Organization) -> None:
    """The staff accounts of the demo, with their roles at the organisation."""
    committee = Committee.objects.filter(term__organization=organization).first()
    for username, name, _, roles in ACCOUNTS:
        user = open_account(username, name)
        for role in roles:
            unit = committee if role == Role.COMMITTEE_OFFICE else None
            RoleGrant.objects.get_or_create(
                user=user,
                role=role,
                organization=organization,
                committee=unit,
                defaults={"during": term_around(today())},
            )
        if SECOND_FACTOR.intersection(roles):
            TOTPDevice.objects.get_or_create(user=user, defaults={"name": "演示手机", "confirmed": True})


def open_overseer(province: Organization) -> None:
    """上级政协: reads what lower organisations share."""
    user = open_account("shangji", "省政协联络处")
    RoleGrant.objects.get_or_create(
        user=user, role=Role.OVERSEER, organization=province, defaults={"during": term_around(today())}
    )
    TOTPDevice.objects.get_or_create(user=user, defaults={"name": "演示手机", "confirmed": True})


def open_account(username: str, name: str) -> User:
    user = User.objects.filter(username=username).first()
    return user or User.objects.create_user(username, name, PASSWORD, must_change_password=False)


def _found(
    code: str, place: str, level: str, number: int, parent: Organization | None = None
) -> Organization:
    organization = found_organization(
        by=SYSTEM,
        code=code,
        name=f"中国人民政治协商会议{place}委员会",
        short_name=f"政协{place}委员会",
        level=level,
        parent=parent,
    )
    during = term_around(today())
    term = Term.objects.create(organization=organization, number=number, during=during)
    for order, year in enumerate(range(during.lower.year, during.upper.year), start=1):
        Session.objects.create(
            term=term, number=order, starts_on=dt.date(year, 1, 14), ends_on=dt.date(year, 1, 16)
        )
    return organization
