"""Invented duty: each member has a diligence that all the facts of a half follow."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from random import Random

from duties.facts import Fact
from duties.models import Bearer, DutyKind
from members.queries import Profile

SUBJECTS = (
    "老旧小区改造",
    "农村养老服务",
    "中小学课后服务",
    "河道治理",
    "特色产业园",
    "夜间公交",
    "县域商业",
    "乡村医生队伍",
)
OTHERS = {
    "research_report": {"role": "sole", "stage": "submitted"},
    "plenary_speech": {"result": "written", "role": "sole"},
}
ONE = Decimal(1)


class Half:
    """One half-year of one organisation, up to `today`."""

    def __init__(
        self, year: int, half: int, profiles: list[Profile], bearers: dict[int, Bearer], today: dt.date
    ):
        self.year, self.half, self.today = year, half, today
        self.profiles, self.bearers = profiles, bearers
        self.kinds = {kind.code: kind for kind in DutyKind.objects.filter(organization=None)}
        self.random = Random(f"{year}-{half}-{len(profiles)}")
        self.diligence = {one.membership_id: self._diligence(one) for one in profiles}

    def facts(self) -> list[Fact]:
        """Everything that happened beside meetings, none of it in the future."""
        made = [*self.proposals(), *self.reports(), *self.other_works(), *self.ratings()]
        return [fact for fact in made if fact.occurred_on <= self.today]

    def _diligence(self, profile: Profile) -> float:
        """0–1; mostly the member's own, a little the half's."""
        lasting = Random(f"{profile.number}{profile.name}").betavariate(6, 1.4)
        return min(1.0, max(0.05, lasting + self.random.gauss(0, 0.06)))

    def proposals(self) -> Iterator[Fact]:
        day = dt.date(self.year, 1, 16) if self.half == 1 else dt.date(self.year, 9, 10)
        for profile in self.profiles:
            for ordinal in range(self._times(profile, 2)):
                yield from self._proposal(profile, day, ordinal)

    def reports(self) -> Iterator[Fact]:
        for profile in self.profiles:
            for ordinal in range(self._times(profile, 3)):
                day = self._day()
                ref = f"demo:report:{self.year}{self.half}:{profile.membership_id}:{ordinal}"
                title = f"关于{self.random.choice(SUBJECTS)}的情况反映"
                yield self._fact(profile, "social_info", day, ref, title, stage="submitted", role="sole")
                if self.random.random() < 0.7:
                    level = self.random.choices(("county", "city", "province"), (3, 5, 2))[0]
                    yield self._fact(
                        profile, "social_info", day, ref, title, stage="adopted", role="sole", level=level
                    )

    def other_works(self) -> Iterator[Fact]:
        for profile in self.profiles:
            diligent = self.diligence[profile.membership_id]
            end = dt.date(self.year, 6, 25) if self.half == 1 else dt.date(self.year, 12, 25)
            wanted = (
                ("half_year_summary", 0.7 + 0.3 * diligent, end),
                ("plenary_speech", 0.25 * diligent if self.half == 1 else 0, dt.date(self.year, 1, 16)),
                ("research_report", 0.75 * diligent, self._day()),
                ("consultation_activity", 0.9 * diligent, self._day()),
                ("consultation_activity", 0.7 * diligent, self._day()),
                *(("constituency_visit", 0.8 * diligent, self._day()) for _ in range(5)),
                ("public_welfare", 0.4 * diligent, self._day()),
                ("household_support", 0.25 * diligent, self._day()),
                ("study_article", 0.35 * diligent, self._day()),
            )
            for ordinal, (code, chance, day) in enumerate(wanted):
                if self.random.random() < chance:
                    ref = f"demo:{code}:{self.year}{self.half}:{profile.membership_id}:{ordinal}"
                    said = OTHERS.get(code, {})
                    yield self._fact(profile, code, day, ref, self.kinds[code].label, **said)

    def ratings(self) -> Iterator[Fact]:
        day = dt.date(self.year, 6, 28) if self.half == 1 else dt.date(self.year, 12, 28)
        for profile in self.profiles:
            for code in ("committee_rating", "sector_rating"):
                mark = 62 + 36 * self.diligence[profile.membership_id] + self.random.uniform(-4, 4)
                points = Decimal(min(100.0, mark)).quantize(ONE)
                ref = f"demo:{code}:{self.year}{self.half}:{profile.membership_id}"
                yield self._fact(profile, code, day, ref, self.kinds[code].label, entered_points=points)

    def _proposal(self, profile: Profile, day: dt.date, ordinal: int) -> Iterator[Fact]:
        ref = f"demo:proposal:{self.year}{self.half}:{profile.membership_id}:{ordinal}"
        title = f"关于加强{self.random.choice(SUBJECTS)}的提案"
        others = self.random.sample(self.profiles, self.random.choice((0, 0, 1, 2)))
        signers = [profile, *(one for one in others if one.membership_id != profile.membership_id)]
        stages = ["submitted"] + (["filed"] if self.random.random() < 0.85 else ["not_filed"])
        if stages[-1] == "filed" and self.random.random() < 0.06:
            stages.append("key")
        for stage in stages:
            for place, signer in enumerate(signers):
                role = "sole" if len(signers) == 1 else ("co_signer" if place else "lead")
                people = {"people": len(signers)}
                yield self._fact(signer, "proposal", day, ref, title, stage=stage, role=role, **people)

    def _fact(self, profile: Profile, code: str, day: dt.date, ref: str, title: str, **said) -> Fact:
        """As if written by hand, so that the reconciler looks for no table behind it."""
        parts = ("manual", ref, said.get("stage", ""), profile.membership_id)
        return Fact(
            bearer=self.bearers[profile.membership_id],
            kind=self.kinds[code],
            occurred_on=day,
            source_key=":".join(str(part) for part in parts),
            matter_ref=ref,
            matter_title=title,
            **said,
        )

    def _times(self, profile: Profile, most: int) -> int:
        return sum(self.random.random() < 0.8 * self.diligence[profile.membership_id] for _ in range(most))

    def _day(self) -> dt.date:
        start = dt.date(self.year, 1, 8) if self.half == 1 else dt.date(self.year, 7, 8)
        return start + dt.timedelta(days=self.random.randrange(165))
