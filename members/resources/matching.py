"""Whose row is it: by identity number, else by 委员编号, else by name and phone; and who is in twice."""

from collections import defaultdict

from core import crypto
from members.models import Person
from members.resources.register import Register
from members.resources.rows import RowPlan, RowReader

SAME_NAME = (
    "名册中已有“{name}”（委员编号 {numbers}）。是同一人请填写其委员编号，是同名的新委员请填写新的委员编号。"
)


class Matcher:
    """Finds the person of each row; a row that could be two persons is an error, never a guess."""

    def __init__(self, reader: RowReader, register: Register):
        self.reader, self.register = reader, register
        self._seen: dict[tuple, int] = {}
        self._namesakes: dict[str, list[RowPlan]] = defaultdict(list)

    def match(self, plan: RowPlan) -> None:
        """Set `plan.entry`, or report; nothing is looked up in the database."""
        if plan.term is None or not plan.name:
            return
        person = self._find(plan)
        if person is not None:
            plan.entry = self.register.entry(person, plan.term)
        self._refuse_twice(plan, person)

    def _find(self, plan: RowPlan) -> Person | None:
        identity, number = plan.values.get("identity_number"), plan.values.get("number")
        by_identity = self.register.by_identity.get(crypto.blind_index(identity)) if identity else None
        numbered = self.register.numbered(plan.term, number) if number else None
        if by_identity and numbered and numbered.person_id != by_identity.pk:
            self.reader.fail(plan, "number", f"委员编号 {number} 在名册中属于“{numbered.person.name}”。")
            return None
        if by_identity:
            return by_identity
        if numbered:
            return self._numbered(plan, numbered.person)
        return self._named(plan)

    def _numbered(self, plan: RowPlan, person: Person) -> Person | None:
        if person.name != plan.name:
            self.reader.fail(
                plan,
                "name",
                f"委员编号 {plan.values['number']} 在名册中是“{person.name}”，与“{plan.name}”不符。",
            )
            return None
        stored, given = person.identity_index, plan.values.get("identity_number")
        if stored and given and crypto.blind_index(given) != stored:
            self.reader.fail(plan, "identity_number", "身份证号与名册中该委员的不同，请核对。")
            return None
        return person

    def _named(self, plan: RowPlan) -> Person | None:
        namesakes = self.register.by_name.get(plan.name, [])
        phone, identity = plan.values.get("phone"), plan.values.get("identity_number")
        if identity:
            namesakes = [one for one in namesakes if not one.identity_index]
        same = [one for one in namesakes if phone and one.phone == phone]
        if len(same) == 1:
            return same[0]
        if not namesakes or plan.values.get("number"):
            return None
        if len(namesakes) == 1 and not identity and (not phone or not namesakes[0].phone):
            return namesakes[0]
        self.reader.fail(
            plan, "name", SAME_NAME.format(name=plan.name, numbers=self._numbers(plan, namesakes))
        )
        return None

    def _numbers(self, plan: RowPlan, persons: list[Person]) -> str:
        found = [self.register.membership(person, plan.term) for person in persons]
        return "、".join(one.number for one in found if one) or "无"

    def _refuse_twice(self, plan: RowPlan, person: Person | None) -> None:
        identity, number = plan.values.get("identity_number"), plan.values.get("number")
        keys = [("identity_number", identity), ("number", number and (plan.term.pk, number))]
        if person is not None:
            keys.append(("name", ("person", person.pk)))
        else:
            keys.append(("name", self._key_of_new(plan)))
        for column, key in keys:
            first = self._seen.setdefault((column, key), plan.number) if key else plan.number
            if first != plan.number:
                label = "" if column == "name" else self.reader.title(column)
                what = f"{label}与第 {first} 行相同" if label else f"“{plan.name}”与第 {first} 行重复"
                self.reader.fail(plan, column, f"{what}，一位委员只能占一行。")
                return

    def _key_of_new(self, plan: RowPlan) -> tuple | None:
        """Namesakes that the file itself does not tell apart are one person written twice."""
        marks = {name: plan.values.get(name) for name in ("identity_number", "number", "phone")}
        earlier = self._namesakes[plan.name]
        self._namesakes[plan.name].append(plan)
        for other in earlier:
            both = [name for name in marks if marks[name] and other.values.get(name)]
            apart = [name for name in both if marks[name] != other.values[name]]
            if not apart or (marks["phone"] and marks["phone"] == other.values.get("phone")):
                return ("new", plan.name, other.number)
        self._seen[("name", ("new", plan.name, plan.number))] = plan.number
        return None
