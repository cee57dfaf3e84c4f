"""Who is told how a handoff ended. The source's app registers when it starts; the target never imports it."""

from collections.abc import Callable

from documents.matters import prefix_of

_told: dict[str, Callable] = {}


def on_decided(source_prefix: str, function: Callable) -> None:
    """`function(handoff, *, by)` runs in the deciding transaction for sources named `source_prefix:…`.

    `handoff.state` says what happened: accepted (with `target_ref`), declined (with `reason`) or withdrawn.
    """
    _told[source_prefix] = function


def tell_source(handoff, *, by) -> None:
    """Tell the source's app, if it asked for it."""
    if function := _told.get(prefix_of(handoff.source_ref)):
        function(handoff, by=by)
