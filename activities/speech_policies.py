"""Who may do what with calls for papers and with papers. Reviewers are named by each call."""

from accounts.choices import MEMBERS, OFFICES, SECRETARIAT, Role
from activities.speech_choices import AuthorKind, CallState, SpeechState
from core.clock import now, today
from duties.queries import recordable

READERS = OFFICES | {Role.LEADER}
MAY_REVIEW = READERS | MEMBERS
"""Who may be named a reviewer; the three administrators see no papers."""
SELECTORS = frozenset({Role.OPERATOR, Role.RESEARCH_OFFICE})
WRITABLE = frozenset({SpeechState.DRAFT, SpeechState.RETURNED})
REVISABLE = WRITABLE | {SpeechState.ORAL, SpeechState.WRITTEN}
"""States in which a further version may be handed in: also 修改稿 and 定稿 of what was chosen."""


def _here(actor, organization_id) -> bool:
    return actor.organization_id is not None and actor.organization_id == organization_id


def may_see_calls(actor) -> bool:
    return actor.holds(*READERS)


def may_keep_calls(actor) -> bool:
    return actor.holds(Role.OPERATOR)


def may_run_call(actor, call) -> bool:
    return _here(actor, call.organization_id) and may_keep_calls(actor)


def is_author(actor, speech) -> bool:
    """The member who handed the paper in."""
    here = _here(actor, speech.call.organization_id)
    return here and actor.user_id is not None and speech.lead.person.user_id == actor.user_id


def may_write(actor, speech) -> bool:
    """The author, or the 经办人 who enters it for a member; while the paper may still change."""
    able = is_author(actor, speech) or may_run_call(actor, speech.call)
    return able and speech.state in REVISABLE and speech.call.state != CallState.ARCHIVED


def takes_papers(call) -> bool:
    return call.state == CallState.OPEN and call.opens_on <= today() and now() <= call.closes_at


def may_submit(actor, speech) -> bool:
    """Before the closing time; a paper sent back for changes also after it, until the call is archived."""
    able = is_author(actor, speech) or may_run_call(actor, speech.call)
    if speech.state == SpeechState.RETURNED:
        return able and speech.call.state != CallState.ARCHIVED
    return able and takes_papers(speech.call)


def may_withdraw(actor, speech) -> bool:
    return is_author(actor, speech) and takes_papers(speech.call)


def may_read_paper(actor, speech) -> bool:
    """The author and co-authors always; the offices and chairs once it was handed in; its reviewers."""
    if not _here(actor, speech.call.organization_id):
        return False
    if is_author(actor, speech) or (actor.holds(Role.OPERATOR)):
        return True
    if actor.user_id and any(one.person.user_id == actor.user_id for one in speech.co_authors.all()):
        return True
    return speech.state != SpeechState.DRAFT and (may_see_calls(actor) or is_reviewer(actor, speech))


def is_reviewer(actor, speech) -> bool:
    return actor.user_id is not None and speech.call.reviewers.filter(pk=actor.user_id).exists()


def may_select(actor, speech) -> bool:
    """初选: 经办人 and 研究室; a 专委会办公室 for its own 专委会's papers and members. Nobody for the own paper."""
    if not _here(actor, speech.call.organization_id) or is_author(actor, speech):
        return False
    if actor.holds(*SELECTORS):
        return True
    if not actor.holds(Role.COMMITTEE_OFFICE):
        return False
    if speech.author_kind == AuthorKind.COMMITTEE:
        return speech.committee_id in actor.committees
    return recordable(actor, today()).filter(pk=speech.lead_id).exists()


def may_shortlist(actor, speech) -> bool:
    return speech.call.selects and may_select(actor, speech)


def may_score(actor, speech) -> bool:
    """复选: a named reviewer, while it waits for scores, never of the own paper."""
    if speech.state != SpeechState.SHORTLISTED or not _here(actor, speech.call.organization_id):
        return False
    own = is_author(actor, speech) or speech.co_authors.filter(person__user_id=actor.user_id).exists()
    return not own and is_reviewer(actor, speech)


def may_refuse(actor, speech) -> bool:
    """审定 by the 复核人, who is neither the author nor did the 初选."""
    here = _here(actor, speech.call.organization_id) and actor.holds(Role.CHECKER)
    return here and speech.shortlisted_by_id != actor.user_id and not is_author(actor, speech)


def may_choose(actor, speech) -> bool:
    """A paper that must be selected is chosen only after 初选."""
    selected = speech.state != SpeechState.SUBMITTED or not speech.call.selects
    return selected and may_refuse(actor, speech)


def may_hand_on(actor, speech) -> bool:
    """转提案 and 转信息 take the author's consent."""
    return speech.consents and may_refuse(actor, speech)


def may_answer_handoff(actor, speech) -> bool:
    """The office that did not take the paper; what it may decide is checked with the handoff itself."""
    return _here(actor, speech.call.organization_id) and actor.holds(*OFFICES)


def may_record_speech(actor, speech) -> bool:
    return may_run_call(actor, speech.call)


def may_see_scores(actor, speech, given: bool) -> bool:
    """A reviewer who has given the own score; of the others only the secretariat and chairs."""
    if given:
        return True
    if not _here(actor, speech.call.organization_id) or is_reviewer(actor, speech):
        return False
    return actor.holds(*SECRETARIAT, Role.LEADER)
