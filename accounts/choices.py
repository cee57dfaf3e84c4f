"""The one list of roles."""

from django.db.models import TextChoices


class Role(TextChoices):
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDITOR = "auditor", "审计员"
    OPERATOR = "operator", "秘书处经办人"
    CHECKER = "checker", "秘书处复核人"
    PROPOSAL_OFFICE = "proposal_office", "提案委"
    RESEARCH_OFFICE = "research_office", "研究室"
    COMMITTEE_OFFICE = "committee_office", "专委会办公室"
    LEADER = "leader", "主席会议成员"
    STANDING_MEMBER = "standing_member", "常委"
    MEMBER = "member", "委员"
    UNIT_LIAISON = "unit_liaison", "承办单位联络员"
    UNIT_APPROVER = "unit_approver", "承办单位审签人"
    INSPECTOR = "inspector", "督查室"
    CORRESPONDENT = "correspondent", "特邀信息员"
    OVERSEER = "overseer", "上级政协"


SEPARATED = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
"""三员: nobody holds two of them, and none of them sees business content."""

SECRETARIAT = frozenset({Role.OPERATOR, Role.CHECKER})
OFFICES = SECRETARIAT | {Role.PROPOSAL_OFFICE, Role.RESEARCH_OFFICE, Role.COMMITTEE_OFFICE}
STAFF = SEPARATED | OFFICES | {Role.INSPECTOR, Role.OVERSEER}
"""Those who work in the staff site; a second factor is demanded of them and of leaders."""

SECOND_FACTOR = STAFF | {Role.LEADER}
MEMBERS = frozenset({Role.MEMBER, Role.STANDING_MEMBER})

FOR_UNITS = frozenset({Role.UNIT_LIAISON, Role.UNIT_APPROVER})
"""Those who act for one 承办单位, named in their grant."""
