"""Who is told of a leader's instruction: the matter's own app writes its duty facts in the same transaction."""

from collections.abc import Callable

from documents.matters import prefix_of

_told: dict[str, Callable] = {}


def on_instructed(prefix: str, function: Callable) -> None:
    """`function(instruction, *, by)` runs when one is recorded for a matter `prefix:…`, and when it is voided.

    `instruction.voided_at` tells the two apart.
    """
    _told[prefix] = function


def tell_matter(instruction, *, by) -> None:
    """Tell the matter's app, if it asked for it."""
    if function := _told.get(prefix_of(instruction.matter_ref)):
        function(instruction, by=by)
