"""Values of the table as people read them: in the preview of an import and in the exported book."""

import datetime as dt

from core import crypto
from core.dates import chinese_date
from members.choices import Gender, OfficeTitle
from members.models import Person
from members.resources.columns import BY_NAME, PLACE


def shown(name: str, value: object) -> str:
    """One value as text; an identity number stays masked."""
    if value is None or value == "" or value == ():
        return ""
    if BY_NAME[name].home == PLACE:
        return "、".join(f"{unit}（{post}）" if post else unit for unit, post in value)
    if name == "identity_number":
        return crypto.mask_identity(str(value))
    if name == "gender":
        return Gender(value).label
    if name == "offices":
        return "、".join(OfficeTitle(title).label for title in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return chinese_date(value) if isinstance(value, dt.date) else str(value)


def exported(name: str, value: object) -> object:
    """One value as it is written into the book: days and whole numbers as such."""
    if isinstance(value, dt.date) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    return shown(name, value)


def identity_of(person: Person) -> str:
    return crypto.decrypt(person.identity_number)
