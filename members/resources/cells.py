"""What one cell of the register's table means; each reader raises ValueError with a Chinese sentence."""

import datetime as dt
import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from core.dates import parse_date
from core.identity import parse_identity
from core.similar import not_found
from members.choices import ETHNICITIES, PARTIES, PARTY_SYNONYMS, Gender, OfficeTitle
from members.services.requests import PHONE

SEPARATORS = re.compile(r"[、,\uff0c;\uff1b/\n]+")
WITH_POST = re.compile(r"([^()\uff08\uff09]+?)\s*(?:[(\uff08]([^()\uff08\uff09]*)[)\uff09])?")
BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
YES, NO = {"是", "有", "√", "1", "体制内", "专职"}, {"否", "无", "×", "0", "体制外", "兼职"}
NUMERALS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


def blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def text(value: object, **_) -> str:
    """A cell as text: a whole number without its decimal point, a day as 2026年3月5日 would be typed."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, dt.datetime | dt.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return unicodedata.normalize("NFC", str(value)).strip()


def code(value: object, **_) -> str:
    """A number that is a name: full width and blanks do not count."""
    return "".join(unicodedata.normalize("NFKC", text(value)).split())


def name(value: object, **_) -> str:
    """«王 伟» as printed in lists is 王伟."""
    found = BETWEEN_HAN.sub("", text(value))
    if re.search(r"[\d()\uff08\uff09]", found):
        raise ValueError(f"“{found}”不像姓名，请只填写姓名。")
    return found


def gender(value: object, **_) -> str:
    for choice in Gender:
        if text(value).removesuffix("性") == choice.label:
            return choice.value
    raise ValueError(f"“{text(value)}”不是性别，请填写“男”或“女”。")


def ethnicity(value: object, **_) -> str:
    found = text(value)
    found = found if found.endswith("族") else f"{found}族"
    if found not in ETHNICITIES:
        raise ValueError(not_found(text(value), ETHNICITIES, "民族"))
    return found


def date(value: object, *, date1904: bool = False) -> dt.date:
    return parse_date(value, date1904=date1904)


def identity(value: object, **_) -> str:
    return parse_identity(value)


def phone(value: object, **_) -> str:
    found = re.sub(r"[\s\u2010-\u2015]", "", code(value)).removeprefix("+86")
    found = found if found.startswith("0") else found.replace("-", "")
    if not PHONE.fullmatch(found):
        raise ValueError(f"“{text(value)}”不是手机号，应为 11 位数字。")
    return found


def email(value: object, **_) -> str:
    try:
        validate_email(text(value))
    except ValidationError as error:
        raise ValueError(f"“{text(value)}”不是邮箱，例如 name@example.com。") from error
    return text(value)


def place(value: object, **_) -> tuple[tuple[str, str], ...]:
    """One unit with the post held there, if any: «第一学习组(组长)» → (("第一学习组", "组长"),)."""
    found = places(value)
    if len(found) > 1:
        raise ValueError(f"“{text(value)}”多于一个，只能填写一个。")
    return found


def places(value: object, **_) -> tuple[tuple[str, str], ...]:
    """At most two units with their posts, separated by 、."""
    parts = [part.strip() for part in SEPARATORS.split(text(value)) if part.strip()]
    matches = [WITH_POST.fullmatch(part) for part in parts]
    if None in matches:
        raise ValueError(f"“{text(value)}”的括号不成对，应写成“单位名称（职务）”。")
    found = tuple(match.groups(default="") for match in matches)
    if len(found) > 2:
        raise ValueError(f"“{text(value)}”多于两个，至多填写两个，用“、”隔开。")
    if len({unit for unit, _post in found}) < len(found):
        raise ValueError(f"“{text(value)}”重复，请只填写一次。")
    return found


def parties(value: object, **_) -> tuple[tuple[str, str], ...]:
    return tuple((_party(party), "") for party, _post in places(value))


def _party(value: str) -> str:
    found = PARTY_SYNONYMS.get(value, value)
    if found not in PARTIES:
        raise ValueError(not_found(value, [*PARTIES, *PARTY_SYNONYMS], "党派"))
    return found


def offices(value: object, **_) -> tuple[str, ...]:
    """Offices by their labels, as a sorted tuple; «委员» alone is none."""
    by_label = {title.label: title.value for title in OfficeTitle} | {"常务委员": OfficeTitle.STANDING.value}
    parts = [part.strip() for part in SEPARATORS.split(text(value)) if part.strip() not in ("", "委员")]
    for part in parts:
        if part not in by_label:
            raise ValueError(not_found(part, by_label, "政协职务"))
    return tuple(title.value for title in OfficeTitle if title in {by_label[part] for part in parts})


def whole(value: object, **_) -> int:
    found = code(value).removesuffix("届").removeprefix("第")
    number = NUMERALS.get(found) or (int(found) if found.isascii() and found.isdigit() else 0)
    if not 1 <= number <= 999:
        raise ValueError(f"“{text(value)}”应为 1 至 999 的整数。")
    return number


def yes_no(value: object, **_) -> bool:
    found = code(value)
    if found in YES or found in NO:
        return found in YES
    raise ValueError(f"“{text(value)}”看不出是或否，请填写“是”或“否”。")
