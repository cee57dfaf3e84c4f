"""A sheet's profile back as the engine's bearer: who somebody was when the run was made."""

from datetime import date

from appraisals.computing.roster import Entry
from appraisals.engine.facts import Bearer, Held, Span
from appraisals.engine.profiles import profile_of


def entry_of(sheet, scheme, period) -> Entry:
    """The roster entry that the sheet was computed from."""
    said = sheet.profile
    bearer = Bearer(
        key=str(sheet.bearer_id),
        kind=said["kind"],
        held=tuple(Held(kind, value, _span(first, last)) for kind, value, first, last in said["held"]),
        tenure=_span(*said["tenure"]),
        suspended=tuple(_span(*pair) for pair in said["suspended"]),
        attributes=tuple((name, value) for name, value in said["attributes"]),
        history=tuple(said.get("history", ())),
    )
    profile = profile_of(scheme, period, bearer)
    return Entry(
        bearer, profile, 0, said["name"], said["number"], said["strokes"], "", said["protocol_order"]
    )


def _span(first: str, last: str) -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last))
