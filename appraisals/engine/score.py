"""The whole way from facts to ranks, in memory: the reference that every faster path must equal."""

from dataclasses import dataclass, field

from .bearer import Score, score_bearer
from .consequences import consequences_of
from .digest import digest_of, result_document
from .facts import Span
from .fold import Crowd, fold
from .grades import grade_all
from .profiles import profile_of, terms_of
from .ranking import Entrant, Ranks, cut_lists, rank_all
from .tallies import tallies


@dataclass(frozen=True, slots=True)
class Result:
    """Scores in the order of bearer keys; ranks, grades and lists by bearer key."""

    scores: tuple[Score, ...]
    ranks: Ranks
    grades: dict
    lists: dict
    consequences: dict
    digest: str
    profiles: dict = field(default_factory=dict)
    """What of each bearer decided amounts and scopes; not part of the digest."""
    shares: dict = field(default_factory=dict)
    """Of a year: by what each bearer's halves were multiplied."""

    def of(self, bearer_key):
        return next((score for score in self.scores if score.bearer == bearer_key), None)


def score(scheme, period, bearers, facts, *, term=None) -> Result:
    """Score, grade and rank.

    `facts` may reach over the whole `term` (for consequences); only those of the period earn points.
    Bearers of a kind the scheme does not score are left out."""
    term = term or Span(period.start, period.end)
    bearers = sorted((one for one in bearers if one.kind in scheme.bearers), key=lambda one: one.key)
    cells = fold_all(scheme, period, term, bearers, facts)
    terms = terms_of(scheme)
    entrants = []
    for bearer in bearers:
        profile = profile_of(scheme, period, bearer)
        made = score_bearer(scheme, period, bearer.key, cells[bearer.key], profile, terms)
        entrants.append(Entrant(made, profile))
    return settle_result(scheme, period, term, bearers, entrants, cells)


def settle_result(scheme, period, term, bearers, entrants, cells) -> Result:
    """Grades, ranks, lists, consequences and digest of scored bearers (in the order of bearers)."""
    grades = grade_all(scheme, period, entrants)
    ranks = rank_all(scheme, entrants)
    lists = cut_lists(scheme, period, entrants, ranks, grades)
    follow = {
        bearer.key: consequences_of(
            scheme,
            period,
            term,
            bearer,
            entrant.score,
            entrant.profile,
            cells[bearer.key],
            grades.get(bearer.key),
        )
        for bearer, entrant in zip(bearers, entrants, strict=True)
    }
    scores = tuple(entrant.score for entrant in entrants)
    digest = digest_of(result_document(scores, ranks, grades, lists))
    profiles = {entrant.score.bearer: entrant.profile for entrant in entrants}
    return Result(scores, ranks, grades, lists, follow, digest, profiles)


def fold_all(scheme, period, term, bearers, facts) -> dict:
    """Bearer key → tally key → cells."""
    facts = list(facts)
    by_bearer = {}
    for fact in facts:
        by_bearer.setdefault(fact.bearer, []).append(fact)
    needed = tallies(scheme, period, term)
    crowds = {
        span: Crowd([fact for fact in facts if fact.occurred_on in span])
        for span in {one.span for one in needed}
    }
    return {
        bearer.key: {
            one.key: fold(
                one.indicator,
                [fact for fact in by_bearer.get(bearer.key, ()) if fact.occurred_on in one.span],
                bearer,
                scheme,
                crowds[one.span],
            )
            for one in needed
        }
        for bearer in bearers
    }
