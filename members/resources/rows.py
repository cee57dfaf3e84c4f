"""One row of a table of members as read: typed values, units resolved, and what is wrong with it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.dates import chinese_date
from core.headers import HeaderMatch
from core.identity import birth_date, sex
from core.similar import not_found
from core.table import Row, RowError, Table, column_letter
from members.choices import AffiliationKind as Kind
from members.choices import Gender
from members.resources import cells
from members.resources.columns import BY_NAME, PLACE
from members.resources.register import Entry, Register
from organizations.models import Term


@dataclass
class RowPlan:
    """What a row says and what storing it would change: field → (old, new)."""

    number: int
    values: dict = field(default_factory=dict)
    units: dict[str, dict] = field(default_factory=dict)
    term: Term | None = None
    entry: Entry | None = None
    changes: dict[str, tuple] = field(default_factory=dict)
    broken: bool = False

    @property
    def is_new(self) -> bool:
        return self.entry is None or self.entry.membership is None

    @property
    def name(self) -> str:
        return self.values.get("name", "")


class RowReader:
    """Reads the rows of one table against one register; collects errors by row and column."""

    def __init__(self, table: Table, match: HeaderMatch, register: Register):
        self.table, self.match, self.register = table, match, register
        self.errors: list[RowError] = list(table.errors)
        self._distrusted = {error.row for error in table.errors}

    def title(self, name: str) -> str:
        """The column's title as the file has it, so that its cell can be marked."""
        at = self.match.columns.get(name)
        if at is None:
            return BY_NAME[name].title
        return self.table.header[at] or column_letter(at)

    def fail(self, plan: RowPlan, name: str, sentence: str) -> None:
        plan.broken = True
        self.errors.append(RowError(plan.number, self.title(name), sentence))

    def read(self, row: Row) -> RowPlan | None:
        """The row's plan without its match; None for an empty row."""
        if all(cells.blank(cell) for cell in row.cells):
            return None
        plan = RowPlan(row.number, broken=row.number in self._distrusted)
        for name in self.match.columns:
            self._read_cell(plan, name, self.match.value(row.cells, name))
        if cells.blank(self.match.value(row.cells, "name")):
            self.fail(plan, "name", "姓名没有填写。")
        self._split_employer(plan)
        self._check_identity(plan)
        self._find_term(plan)
        if plan.term:
            self._find_units(plan)
        return plan

    def _read_cell(self, plan: RowPlan, name: str, value: object) -> None:
        if cells.blank(value):
            return
        column = BY_NAME[name]
        try:
            found = column.read(value, date1904=self.table.date1904)
        except ValueError as error:
            self.fail(plan, name, str(error))
            return
        if column.limit and isinstance(found, str) and len(found) > column.limit:
            self.fail(plan, name, f"最多 {column.limit} 个字，现有 {len(found)} 个字。")
            return
        plan.values[name] = found

    def _split_employer(self, plan: RowPlan) -> None:
        """«甲中学 校长» is 工作单位 and 现任职务; without a blank all of it is the 工作单位."""
        both = plan.values.pop("employer_and_post", "")
        if both and not {"employer", "post"} & plan.values.keys():
            employer, _, post = both.partition(" ")
            plan.values |= {"employer": employer} | ({"post": post.strip()[:60]} if post.strip() else {})

    def _check_identity(self, plan: RowPlan) -> None:
        number = plan.values.get("identity_number")
        if not number:
            return
        gender = Gender.MALE if sex(number) == "男" else Gender.FEMALE
        if plan.values.setdefault("gender", gender.value) != gender:
            self.fail(plan, "gender", f"与身份证号不符，身份证号表明为“{gender.label}”。")
        born = birth_date(number)
        if plan.values.setdefault("birth_date", born) != born:
            self.fail(plan, "birth_date", f"与身份证号不符，身份证号表明为{chinese_date(born)}。")

    def _find_term(self, plan: RowPlan) -> None:
        said = plan.values.pop("term", None)
        if said is None:
            plan.term = self.register.current_term
            if plan.term is None:
                self.fail(plan, "term", "本会尚未设置届次，请先在“届次”中设置。")
            return
        bare = said.replace(" ", "").removeprefix("第").removesuffix("届")
        for label, term in self.register.terms.items():
            if bare in (label[1:-1], str(term.number)):
                plan.term = term
                return
        self.fail(plan, "term", not_found(said, self.register.terms, "届次"))

    def _find_units(self, plan: RowPlan) -> None:
        for name in [name for name in plan.values if BY_NAME[name].home == PLACE]:
            said = plan.values.pop(name)
            if name == Kind.PARTY:
                plan.units[name] = {party: (party, "") for party, _ in said}
            else:
                self._resolve(plan, name, said)

    def _resolve(self, plan: RowPlan, name: str, said: Iterable[tuple[str, str]]) -> None:
        known = self.register.units(plan.term, name)
        found = {}
        for label, post in said:
            if label not in known:
                self.fail(plan, name, not_found(label, known, Kind(name).label))
            elif len(post) > 20:
                self.fail(plan, name, "括号中的职务最多 20 个字。")
            else:
                found[known[label].name] = (known[label], post)
        if len(found) == len(list(said)):
            plan.units[name] = found
