"""Keeping what a search finds proposals by."""

from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from core.bigrams import CONFIG, tokens
from proposals.choices import ANSWERING
from proposals.models import Proposal, ProposalWords, Reply, ReplyItem, Suggestion


def index(proposal: Proposal) -> None:
    """Bring the words of one proposal and of the replies sent to it up to date."""
    vector = SearchVector(Value(tokens(text_of(proposal))), config=CONFIG)
    ProposalWords.objects.update_or_create(proposal=proposal, defaults={"words": vector})


def text_of(proposal: Proposal) -> str:
    """Everything written in it and to its proposers; 会办意见 are between units."""
    parts = [proposal.title, proposal.situation, proposal.analysis, proposal.wish, proposal.collective]
    parts += Suggestion.objects.filter(proposal=proposal).values_list("text", flat=True)
    sent = Reply.objects.filter(
        task__proposal=proposal, task__role__in=sorted(ANSWERING), sent_at__isnull=False
    )
    parts += sent.values_list("text", flat=True)
    parts += ReplyItem.objects.filter(reply__in=sent).values_list("text", flat=True)
    return "\n".join(part for part in parts if part)
