"""Labels of proposals: their life, who proposes, reviews and reasons."""

from django.db.models import TextChoices

from core.choices import Tone, ToneMixin


class ProposalState(ToneMixin, TextChoices):
    """From a draft to a closed case."""

    DRAFT = "draft", "草稿"
    SIGNING = "signing", "征集联名"
    SUBMITTED = "submitted", "待初审"
    SECOND = "second", "待复审"
    CONSULTING = "consulting", "审查协商"
    FINAL = "final", "待终审"
    RETURNED = "returned", "退回补充"
    FILED = "filed", "已立案"
    HANDLING = "handling", "办理中"
    REPLIED = "replied", "已答复"
    CLOSED = "closed", "办结"
    MERGED = "merged", "已并案"
    CONVERTED = "converted", "转社情民意"
    FORWARDED = "forwarded", "转送"
    NOT_FILED = "not_filed", "不予立案"
    WITHDRAWN = "withdrawn", "已撤案"

    @classmethod
    def tones(cls):
        return {
            cls.DRAFT: Tone.GREY,
            cls.SIGNING: Tone.BLUE,
            cls.SUBMITTED: Tone.AMBER,
            cls.SECOND: Tone.AMBER,
            cls.CONSULTING: Tone.AMBER,
            cls.FINAL: Tone.AMBER,
            cls.RETURNED: Tone.RED,
            cls.FILED: Tone.BLUE,
            cls.HANDLING: Tone.BLUE,
            cls.REPLIED: Tone.AMBER,
            cls.CLOSED: Tone.GREEN,
            cls.MERGED: Tone.GREY,
            cls.CONVERTED: Tone.GREY,
            cls.FORWARDED: Tone.GREY,
            cls.NOT_FILED: Tone.GREY,
            cls.WITHDRAWN: Tone.GREY,
        }


OWN = frozenset({ProposalState.DRAFT, ProposalState.SIGNING})
"""Not handed in yet: nobody but its people reads it."""

REVIEWED_IN = (ProposalState.SUBMITTED, ProposalState.SECOND, ProposalState.CONSULTING, ProposalState.FINAL)
"""States of review in their order; an organisation may skip some."""

STANDING = frozenset(
    {ProposalState.FILED, ProposalState.HANDLING, ProposalState.REPLIED, ProposalState.CLOSED}
)
"""Filed and whatever follows."""


class ProposerKind(TextChoices):
    MEMBER = "member", "委员"
    PARTY = "party", "党派"
    BODY = "body", "人民团体"
    SECTOR = "sector", "界别"
    GROUP = "group", "委员小组"
    COMMITTEE = "committee", "专门委员会"


DURING_PLENARY = frozenset({ProposerKind.SECTOR, ProposerKind.GROUP})
"""Kinds that propose only while the plenary is held."""


class Timing(TextChoices):
    SESSION = "session", "会间提案"
    INTERIM = "interim", "平时提案"


class Consent(TextChoices):
    """Whether the proposer agrees that the text be handed on as a report."""

    UNASKED = "unasked", "未征求"
    ASKED = "asked", "待提案者答复"
    GIVEN = "given", "同意转作"
    DENIED = "denied", "不同意转作"


class SignatureState(ToneMixin, TextChoices):
    INVITED = "invited", "待答复"
    ACCEPTED = "accepted", "已联名"
    DECLINED = "declined", "谢绝"
    EXPIRED = "expired", "逾期未答复"
    RECALLED = "recalled", "已取消邀请"

    @classmethod
    def tones(cls):
        return {
            cls.INVITED: Tone.AMBER,
            cls.ACCEPTED: Tone.GREEN,
            cls.DECLINED: Tone.GREY,
            cls.EXPIRED: Tone.GREY,
            cls.RECALLED: Tone.GREY,
        }


class Stage(TextChoices):
    """Stages of review; values are those of the states in which they happen."""

    FIRST = "submitted", "初审"
    SECOND = "second", "复审"
    CONSULTATION = "consulting", "审查协商"
    FINAL = "final", "终审"


class Verdict(ToneMixin, TextChoices):
    """What a reviewer proposes or decides."""

    PASS_ON = "pass_on", "通过"
    FILE = "file", "立案"
    MERGE = "merge", "并案"
    CONVERT = "convert", "转社情民意"
    FORWARD = "forward", "转送有关部门"
    DECLINE = "decline", "不予立案"
    SEND_BACK = "send_back", "退回补充"

    @classmethod
    def tones(cls):
        return {
            cls.PASS_ON: Tone.GREEN,
            cls.FILE: Tone.GREEN,
            cls.MERGE: Tone.BLUE,
            cls.CONVERT: Tone.BLUE,
            cls.FORWARD: Tone.BLUE,
            cls.DECLINE: Tone.RED,
            cls.SEND_BACK: Tone.AMBER,
        }
