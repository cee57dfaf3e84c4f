"""Names of matters (`proposals:12`) as titles and links. Each app registers its own when it starts."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError


@dataclass(frozen=True)
class Matter:
    """A matter as an actor sees it; `url` is empty when there is no page for that actor."""

    ref: str
    title: str
    url: str


@dataclass(frozen=True)
class _Kind:
    title_of: Callable[[str], str]
    url_for: Callable[..., str]


_kinds: dict[str, _Kind] = {}


def register_matter(prefix: str, title_of: Callable, url_for: Callable) -> None:
    """`title_of(ref) -> str`; `url_for(actor, ref) -> str`, "" (or None) where the actor may not read it.

    `prefix` is what stands before the colon: `proposals` for `proposals:12`. `title_of` is asked only for
    actors to whom `url_for` gave an address.
    """
    _kinds[prefix] = _Kind(title_of, url_for)


def prefix_of(ref: str) -> str:
    return ref.partition(":")[0]


def known(ref: str) -> bool:
    """Whether an app answers for the matter: then its own policy says who may open it."""
    return prefix_of(ref) in _kinds


def matter(actor, ref: str, title: str = "") -> Matter:
    """The matter for a page: as titled there, else by its own title where the actor may read it."""
    kind = _kinds.get(prefix_of(ref))
    url = (kind.url_for(actor, ref) or "") if kind and actor else ""
    return Matter(ref, title or (kind.title_of(ref) if url else ""), url)


def readable(actor, ref: str) -> Matter:
    """The matter with its own title; raises ValidationError when it is not there for the actor."""
    found = matter(actor, ref)
    if not found.url:
        raise ValidationError("找不到该事项，或您没有查看它的权限")
    return found
