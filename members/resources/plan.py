"""A table of members against the register: what storing it would change, and every error in it."""

from dataclasses import dataclass, field

from core import crypto
from core.dates import chinese_date
from core.headers import match_header
from core.table import RowError, Table
from members.choices import AffiliationKind as Kind
from members.choices import OfficeTitle
from members.policies import still_holds
from members.resources.columns import BY_NAME, PERSON, REQUIRED, SYNONYMS
from members.resources.matching import Matcher
from members.resources.register import Register, reading_day
from members.resources.rows import RowPlan, RowReader
from organizations.models import Organization


@dataclass
class Plan:
    """All rows; nothing may be stored while `errors` is not empty."""

    register: Register
    rows: list[RowPlan] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)

    @property
    def new(self) -> list[RowPlan]:
        return [row for row in self.rows if row.is_new]

    @property
    def changed(self) -> list[RowPlan]:
        return [row for row in self.rows if row.changes and not row.is_new]

    def counts(self) -> dict[str, int]:
        new, changed = len(self.new), len(self.changed)
        return {"新增": new, "修改": changed, "无变化": len(self.rows) - new - changed}


def plan_table(table: Table, organization: Organization) -> Plan:
    """Read, match and compare the whole table; makes a fixed number of queries and writes nothing."""
    match = match_header(table.header, SYNONYMS, REQUIRED)
    plan = Plan(Register(organization), fields=list(match.columns))
    if match.errors:
        plan.errors = [RowError(table.header_row, "", sentence) for sentence in match.errors]
        return plan
    reader = RowReader(table, match, plan.register)
    matcher, comparer = Matcher(reader, plan.register), Comparer(reader, plan.register)
    for row in table.rows:
        read = reader.read(row)
        if read is not None:
            matcher.match(read)
            plan.rows.append(read)
            if not read.broken:
                comparer.compare(read)
    if not plan.rows:
        reader.errors.append(RowError(table.header_row, "", "表头之下没有数据。"))
    plan.errors = sorted(reader.errors, key=lambda error: error.row)
    return plan


class Comparer:
    """Differences of a row from what is stored, and the differences that a table may not make."""

    def __init__(self, reader: RowReader, register: Register):
        self.reader, self.register = reader, register

    def compare(self, plan: RowPlan) -> None:
        stored = plan.entry.values() if plan.entry else {}
        self._compare_plain(plan, stored)
        self._compare_identity(plan)
        for kind, wanted in plan.units.items():
            old = dict(stored.get(kind, ()))
            new = {name: post or old.get(name, "") for name, (_, post) in wanted.items()}
            plan.units[kind] = {name: (wanted[name][0], post) for name, post in new.items()}
            if new != old:
                plan.changes[kind] = (tuple(old.items()), tuple(new.items()))
        if plan.is_new:
            self._check_new(plan)
        else:
            self._check_changed(plan)

    def _compare_plain(self, plan: RowPlan, stored: dict) -> None:
        for name, value in plan.values.items():
            if name != "identity_number" and stored.get(name) != value:
                plan.changes[name] = (stored.get(name), value)

    def _compare_identity(self, plan: RowPlan) -> None:
        given = plan.values.get("identity_number")
        stored = plan.entry.person.identity_index if plan.entry else ""
        if given and crypto.blind_index(given) != stored:
            plan.changes["identity_number"] = (None, given)

    def _check_new(self, plan: RowPlan) -> None:
        if Kind.SECTOR not in plan.units:
            self.reader.fail(plan, Kind.SECTOR, "新委员须填写界别。")
        during = plan.term.during
        starts_on = plan.values.setdefault("starts_on", during.lower)
        if not during.lower <= starts_on < during.upper:
            self.reader.fail(
                plan, "starts_on", f"不在{plan.term}任期之内（{chinese_date(during.lower)}起）。"
            )
        self._check_offices(plan, ())
        self._check_owner(plan)

    def _check_changed(self, plan: RowPlan) -> None:
        membership = plan.entry.membership
        if "starts_on" in plan.changes:
            old = chinese_date(plan.changes["starts_on"][0])
            self.reader.fail(plan, "starts_on", f"与名册中的{old}不同，任职日期不能用导入更改。")
        held = {"number", *Kind.values, "offices", "protocol_order"} & plan.changes.keys()
        if held and not still_holds(membership):
            name = min(held, key=lambda one: list(BY_NAME).index(one))
            self.reader.fail(plan, name, f"该委员已{membership.get_state_display()}，不能再调整。")
            return
        self._check_offices(plan, plan.entry.values()["offices"])
        self._check_owner(plan)
        day = reading_day(membership.during, self.register.today)
        for kind in set(Kind.values) & plan.changes.keys():
            if self.register.later(membership, kind, day):
                self.reader.fail(plan, kind, "名册中已登记了以后的变动，请在名册中调整。")

    def _check_offices(self, plan: RowPlan, held: tuple) -> None:
        wanted = plan.values.get("offices")
        if wanted is not None:
            for title in [title for title in held if title not in wanted]:
                label = OfficeTitle(title).label
                self.reader.fail(
                    plan, "offices", f"名册中现任“{label}”，免职须在名册中登记，不能用导入办理。"
                )
        if "protocol_order" in plan.changes and not (wanted or held):
            self.reader.fail(plan, "protocol_order", "没有政协职务的委员不排位，请删除此格。")

    def _check_owner(self, plan: RowPlan) -> None:
        """A dual member's personal file is kept by the organisation that opened it."""
        if plan.entry is None or plan.entry.person.organization_id == self.register.organization.pk:
            return
        touched = [name for name in plan.changes if BY_NAME[name].home == PERSON or name == "identity_number"]
        if touched:
            self.reader.fail(plan, touched[0], "该委员的个人资料由另一政协组织维护，不能在此更改。")
