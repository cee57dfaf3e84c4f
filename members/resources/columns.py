"""The columns of the register's table: their titles, how a cell is read, and where it is kept."""

from collections.abc import Callable
from dataclasses import dataclass

from members.choices import AffiliationKind as Kind
from members.models import Membership, Person
from members.resources import cells

PERSON, MEMBERSHIP, PLACE, OTHER = "person", "membership", "place", "other"


@dataclass(frozen=True)
class Field:
    """One column. `titles`: the proper one first, then what people also write."""

    name: str
    titles: tuple[str, ...]
    home: str
    read: Callable = cells.text
    width: float = 12
    kind: str = "text"
    personal: bool = False
    limit: int = 0

    @property
    def title(self) -> str:
        return self.titles[0]


def _person(name: str, *also: str, read=cells.text, **options) -> Field:
    column = Person._meta.get_field(name)
    return Field(
        name,
        (str(column.verbose_name), *also),
        PERSON,
        read,
        limit=getattr(column, "max_length", None) or 0,
        personal=name in Person.PERSONAL,
        **options,
    )


def _membership(name: str, *also: str, read=cells.text, **options) -> Field:
    column = Membership._meta.get_field(name)
    limit = getattr(column, "max_length", None) or 0
    return Field(name, (str(column.verbose_name), *also), MEMBERSHIP, read, limit=limit, **options)


def _place(kind: str, *titles: str, read=cells.place, width: float = 16) -> Field:
    return Field(kind.value, titles, PLACE, read, width=width)


FIELDS = (
    _membership("number", "编号", "委员证号", read=cells.code, width=10),
    _person("name", "名字", "委员姓名", read=cells.name, width=10),
    _person("former_name"),
    _person("gender", read=cells.gender, width=6),
    _person("ethnicity", read=cells.ethnicity, width=8),
    _person("native_place"),
    _person("birth_date", "生日", "出生年月日", read=cells.date, width=16, kind="date"),
    Field(
        "identity_number",
        ("身份证号", "身份证", "身份证号码", "公民身份号码"),
        OTHER,
        cells.identity,
        width=22,
        personal=True,
    ),
    _person("phone", "手机", "手机号码", "联系电话", "电话", "移动电话", read=cells.phone, width=14),
    _person("email", "电子邮箱", "邮件", read=cells.email, width=20),
    Field(
        "term",
        ("届次", "届", "届别"),
        OTHER,
        cells.text,
        width=10,
    ),
    _place(Kind.SECTOR, "界别", "所属界别"),
    _place(Kind.COMMITTEE, "专委会", "专门委员会", "所在专委会", read=cells.places, width=26),
    _place(Kind.HOME_COMMITTEE, "归口专委会", "归口"),
    _place(Kind.STUDY_GROUP, "学习组", "委员学习组"),
    _place(Kind.WORK_GROUP, "工作组", "委员工作组"),
    _place(Kind.SECTOR_GROUP, "界别活动组", "界别组"),
    _place(Kind.AREA_GROUP, "片区活动组", "街道活动组", "片区组"),
    _place(Kind.PARTY, "党派", "政治面貌", "党派（政治面貌）", read=cells.parties),
    Field("offices", ("政协职务", "会内职务"), OTHER, cells.offices, width=14),
    Field("protocol_order", ("排位", "排序", "排位顺序"), OTHER, cells.whole, width=8, kind="integer"),
    Field("starts_on", ("任职日期", "任职时间", "任期开始"), OTHER, cells.date, width=16, kind="date"),
    _membership("terms_served", "任职届数", read=cells.whole, width=8, kind="integer"),
    _membership("is_full_time", read=cells.yes_no, width=8),
    Field(
        "employer_and_post",
        ("单位及职务", "单位职务", "工作单位及职务", "单位和职务", "工作单位和职务"),
        OTHER,
        cells.text,
        limit=80,
    ),
    _person("employer", "单位", width=26),
    Field("post", ("现任职务", "行政职务", "职务"), PERSON, limit=60, width=16),
    _person("employer_kind"),
    _person("within_system", read=cells.yes_no, width=8),
    _person("education", "文化程度"),
    _person("degree"),
    _person("school", "毕业院校", "毕业院校及专业", width=20),
    _person("professional_title", "专业技术职称"),
    _person("speciality", "特长"),
    _person("social_posts"),
    _person("home_address", "住址", "家庭住址", width=26),
    _person("health"),
    _person("religion"),
    _membership("honours", width=20),
    _person("remarks", "说明", width=20),
)
BY_NAME = {one.name: one for one in FIELDS}
SYNONYMS = {one.name: one.titles for one in FIELDS}
TITLES = {title for one in FIELDS for title in one.titles}
REQUIRED = ("name",)
EXPORTED = tuple(one for one in FIELDS if one.name != "employer_and_post")
