"""The whole computation of a cycle, from the ledger to ranks: the engine over folded rows."""

from collections.abc import Mapping
from dataclasses import dataclass

from appraisals.computing.cells import CellReader, Signatures
from appraisals.computing.fold_sql import Cut, folded, kind_ids
from appraisals.computing.plan import plans
from appraisals.computing.ranks import ranks_of
from appraisals.computing.roster import Entry, absences, roster
from appraisals.computing.scorer import NONE, Cells, Scorer
from appraisals.engine.bearer import Score
from appraisals.engine.consequences import consequences_of
from appraisals.engine.facts import Period, Span
from appraisals.engine.grades import grade_all
from appraisals.engine.ranking import Entrant, Ranks, cut_lists
from organizations.models import Organization


@dataclass(frozen=True, slots=True)
class Asked:
    """What is computed: whose scores, by which scheme, over which days, seen up to which cut."""

    organization: Organization
    scheme: object
    period: Period
    term: Span
    cut: Cut


@dataclass(frozen=True, slots=True)
class Tables:
    """Folded rows of every span, and their readers."""

    readers: list[CellReader]
    signatures: list[Signatures]

    def of(self, bearer_key: str) -> list[dict]:
        return [one.of.get(bearer_key, NONE) for one in self.signatures]

    def facts(self, bearer_key: str) -> int:
        """How many records of the period the scheme looks at."""
        return self.signatures[0].facts.get(bearer_key, 0)

    def chosen(self, bearer_key: str, line) -> str:
        """The ids behind the matters a rule chose, as PostgreSQL writes an array."""
        kinds = self.readers[0].kinds.get(line.key, ())
        found = self.signatures[0].ids.get(bearer_key, {})
        ids = (one for kind in kinds for matter in line.chosen for one in found.get((kind, matter), ()))
        return f"{{{','.join(map(str, sorted(ids)))}}}"


@dataclass(frozen=True, slots=True)
class Computed:
    """Scores in the order of `entries`; ranks, grades, lists and consequences by bearer key."""

    entries: list[Entry]
    scores: list[Score]
    ranks: Ranks
    grades: dict
    lists: dict
    consequences: dict
    tables: Tables


def fold_tables(asked: Asked, entries: list[Entry], *, only=None) -> Tables:
    """One pass over the ledger for each span that the scheme looks at."""
    codes = kind_ids(asked.organization.pk)
    readers, signatures = [], []
    for plan in plans(asked.scheme, asked.period, asked.term):
        away = absences(entries, asked.scheme, plan.span)
        readers.append(CellReader(plan, codes))
        signatures.append(Signatures(codes, plan))
        for part, rows in folded(plan, codes, asked.cut, away, only):
            signatures[-1].read(part, rows)
    return Tables(readers, signatures)


def score_entries(
    asked: Asked, entries, tables: Tables, adjustments: Mapping = NONE, step=None
) -> list[Score]:
    """A score for each entry; `adjustments`: bearer key → {indicator or section key: points}."""
    scorer = Scorer(asked.scheme, asked.period, tables.readers)
    scores = []
    for place, entry in enumerate(entries):
        key = entry.bearer.key
        scores.append(scorer.of(entry, tables.of(key), adjustments.get(key, NONE)))
        if step and place % 1000 == 0:
            step(place, len(entries))
    return scores


def compute(asked: Asked, *, adjustments: Mapping = NONE, history=None, step=None) -> Computed:
    """Score, grade and rank everybody on the roster."""
    entries = roster(asked.organization, asked.scheme, asked.period, history=history)
    tables = fold_tables(asked, entries)
    scores = score_entries(asked, entries, tables, adjustments, step)
    return settle(asked, entries, scores, tables)


def settle(asked: Asked, entries, scores, tables: Tables) -> Computed:
    """Grades, ranks, lists and consequences of scored entries."""
    entrants = [Entrant(score, entry.profile) for score, entry in zip(scores, entries, strict=True)]
    grades = grade_all(asked.scheme, asked.period, entrants)
    ranks = ranks_of(asked.scheme, entrants)
    lists = cut_lists(asked.scheme, asked.period, entrants, ranks, grades)
    follow = _consequences(asked, entries, scores, tables, grades) if asked.scheme.consequences else {}
    return Computed(entries, scores, ranks, grades, lists, follow, tables)


def _consequences(asked, entries, scores, tables, grades) -> dict:
    return {
        entry.bearer.key: consequences_of(
            asked.scheme, asked.period, asked.term, entry.bearer, score, entry.profile,
            Cells(tables.readers, tables.of(entry.bearer.key)), grades.get(entry.bearer.key),
        )
        for entry, score in zip(entries, scores, strict=True)
    }  # fmt: skip
