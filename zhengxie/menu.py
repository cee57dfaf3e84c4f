"""The side menu of the staff site, in the order of the work; each link only for those who may follow it."""

from django.urls import reverse_lazy

from accounts.choices import OFFICES, SECRETARIAT, Role
from accounts.navigation import may

REGISTER = may(*OFFICES)
PROPOSALS = may(*OFFICES, Role.INSPECTOR)
CLERKS = may(*SECRETARIAT)
SITES = may(*OFFICES, Role.OVERSEER)
ORGANISERS = may(*SECRETARIAT, Role.COMMITTEE_OFFICE)
REPORT_DESK = may(Role.RESEARCH_OFFICE)


def _link(title: str, address: str, icon: str, permission) -> dict:
    return {"title": title, "link": reverse_lazy(f"admin:{address}"), "icon": icon, "permission": permission}


def _page(title: str, address: str, icon: str, permission) -> dict:
    """A page outside the staff site."""
    return {"title": title, "link": reverse_lazy(address), "icon": icon, "permission": permission}


def _group(title: str, *links: dict) -> dict:
    """A group that folds; open where the current page is. Groups without an open link are hidden by unfold."""
    return {"title": title, "separator": True, "collapsible": True, "items": list(links)}


MENU = [
    {"items": [_link("工作台", "index", "home", lambda request: True)]},
    _group(
        "双考",
        {
            "title": "履职考核总览",
            "link": reverse_lazy("portal:dashboard"),
            "icon": "monitoring",
            "permission": REGISTER,
        },
        _link("考核周期", "appraisals_cycle_changelist", "event_repeat", REGISTER),
        _link("考核批次", "appraisals_scoringrun_changelist", "calculate", REGISTER),
        _link("计分方案", "appraisals_schemeversion_changelist", "rule", REGISTER),
        _link("规则试算", "appraisals_trialrun_changelist", "science", CLERKS),
        _link("申诉", "appraisals_objection_changelist", "gavel", CLERKS),
        _link("人工调整", "appraisals_adjustment_changelist", "tune", CLERKS),
    ),
    _group(
        "会议活动",
        _link("会议活动", "activities_activity_changelist", "event", REGISTER),
        _link("请假申请", "activities_leaverequest_changelist", "event_busy", ORGANISERS),
        _link("补签", "activities_lateentry_changelist", "how_to_reg", ORGANISERS),
        _link("签到异常", "activities_signflag_changelist", "report", ORGANISERS),
        _link("活动类型", "activities_activitykind_changelist", "tune", REGISTER),
        _page("工作月表", "activities:month_sheet", "calendar_view_month", REGISTER),
        _page("工作周表", "activities:week_sheet", "calendar_view_week", REGISTER),
        _link("定期活动", "activities_cadencerule_changelist", "event_repeat", REGISTER),
        _link("错过清单", "activities_occurrence_changelist", "event_busy", REGISTER),
        _link("发言征集", "activities_speechcall_changelist", "campaign", REGISTER),
        _link("大会发言", "activities_speech_changelist", "record_voice_over", REGISTER),
    ),
    _group(
        "提案",
        _link("提案", "proposals_proposal_changelist", "description", PROPOSALS),
        _link("提案审查", "proposals_proposal_review", "fact_check", may(Role.PROPOSAL_OFFICE)),
        _link("提案交办", "proposals_dispatch_changelist", "send", PROPOSALS),
        _link("分办件", "proposals_task_changelist", "assignment", PROPOSALS),
        _link("超期未办", "proposals_task_late", "alarm", PROPOSALS),
        _link("承诺台账", "proposals_promise_changelist", "handshake", PROPOSALS),
        _link("重点提案", "proposals_keyproposal_changelist", "star", PROPOSALS),
        _link("优秀提案评选", "proposals_electionentry_changelist", "military_tech", REGISTER),
        _link("提案公开", "proposals_publication_changelist", "public", REGISTER),
        _link("走访承办单位", "proposals_unitvisit_changelist", "directions_walk", REGISTER),
        _link("评议承办单位", "proposals_unitballot_changelist", "how_to_vote", REGISTER),
        _link("提案征集", "proposals_round_changelist", "event_available", REGISTER),
        _link("提案工作设置", "proposals_proposalrules_changelist", "tune", may(Role.PROPOSAL_OFFICE)),
        _link("提案分类", "proposals_category_changelist", "category", may(Role.PROPOSAL_OFFICE)),
        _link("不予立案理由", "proposals_refusalreason_changelist", "block", may(Role.PROPOSAL_OFFICE)),
        _link("答复类别", "proposals_replyclass_changelist", "sort", may(Role.PROPOSAL_OFFICE)),
        _link("审查用语", "proposals_phrasetemplate_changelist", "chat", may(Role.PROPOSAL_OFFICE)),
        _link("提案工作制度", "proposals_regulation_changelist", "gavel", REGISTER),
    ),
    _group(
        "界别和工作室",
        _link("总览和覆盖", "activities_site_overview", "map", SITES),
        _link("履职场所", "activities_site_changelist", "storefront", SITES),
        _link("接待日", "activities_receptionday_changelist", "groups_2", REGISTER),
        _link("镇街命题", "activities_towntask_changelist", "assignment", REGISTER),
        _link("服务实事", "activities_deed_changelist", "volunteer_activism", REGISTER),
        _link("履职目标", "activities_targetset_changelist", "flag", REGISTER),
        _link("建设标准", "activities_checklist_changelist", "checklist", REGISTER),
        _link("场所类别", "activities_sitekind_changelist", "category", REGISTER),
        _link("镇街", "activities_town_changelist", "location_city", REGISTER),
        _link("载入参考标准", "activities_targetset_examples", "download", CLERKS),
    ),
    _group(
        "履职台账",
        _link("履职记录", "duties_dutyrecord_changelist", "list_alt", REGISTER),
        _link("补登申请", "duties_missingrecord_changelist", "add_notes", CLERKS),
        _link("履职事项", "duties_dutykind_changelist", "category", REGISTER),
        _link("导入批次", "documents_importbatch_changelist", "upload_file", CLERKS),
    ),
    _group(
        "社情民意",
        _link("信息采编", "social_info_report_changelist", "edit_note", REPORT_DESK),
        _link("期刊编发", "social_info_issue_changelist", "newspaper", REPORT_DESK),
        _link("采用登记", "social_info_adoption_changelist", "verified", REPORT_DESK),
        _link("微建议", "social_info_suggestion_changelist", "lightbulb", REPORT_DESK),
        _link("相近信息归集", "social_info_clusterscan_changelist", "join_inner", REPORT_DESK),
        _link("信息工作通报", "social_info_clusterscan_bulletin", "summarize", REPORT_DESK),
        _link("转办单", "social_info_referral_changelist", "forward_to_inbox", REPORT_DESK),
        _link("信息刊物", "social_info_series_changelist", "menu_book", REPORT_DESK),
        _link("信息工作规则", "social_info_reportpolicy_changelist", "rule_settings", REPORT_DESK),
        _link(
            "敏感信息经办人",
            "social_info_labelhandler_changelist",
            "lock_person",
            may(Role.SECURITY_ADMIN, Role.RESEARCH_OFFICE),
        ),
    ),
    _group(
        "委员名册",
        _link("委员", "members_membership_changelist", "groups", REGISTER),
        _link("人员档案", "members_person_changelist", "badge", CLERKS),
        _link("资料更正申请", "members_changerequest_changelist", "edit_note", CLERKS),
        _link("编组核对", "members_membership_grouping", "diversity_3", CLERKS),
        _link("全员入委", "members_membership_everyone_in", "done_all", CLERKS),
        _link("人数统计", "members_membership_statistics", "bar_chart", CLERKS),
    ),
    _group(
        "组织与文书",
        _link("届次", "organizations_term_changelist", "history_edu", CLERKS),
        _link("全体会议", "organizations_session_changelist", "meeting_room", CLERKS),
        _link("界别", "organizations_sector_changelist", "account_tree", CLERKS),
        _link("专门委员会", "organizations_committee_changelist", "apartment", CLERKS),
        _link("编组", "organizations_group_changelist", "workspaces", CLERKS),
        _link("承办单位", "organizations_unit_changelist", "domain", REGISTER),
        _link("工作日调整", "organizations_calendarday_changelist", "calendar_month", CLERKS),
        _link("领导批示", "documents_instruction_changelist", "draw", REGISTER),
        _link("转交事项", "documents_handoff_changelist", "move_item", REGISTER),
        _link("事项关联", "documents_reference_changelist", "link", CLERKS),
        _link("待发消息", "notices_outbox_changelist", "outbox", CLERKS),
        _link("文书模板", "documents_lettertemplate_changelist", "description", CLERKS),
        _link("激活单", "accounts_activationslip_changelist", "qr_code_2", CLERKS),
    ),
    _group(
        "系统",
        _link("账号", "accounts_user_changelist", "person", may(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)),
        _link("角色授予", "accounts_rolegrant_changelist", "admin_panel_settings", may(Role.SECURITY_ADMIN)),
        _link("政协组织", "organizations_organization_changelist", "corporate_fare", may(Role.SYSTEM_ADMIN)),
        _link("后台任务", "core_job_changelist", "pending_actions", may(Role.SYSTEM_ADMIN)),
        _link("审计记录", "core_auditentry_changelist", "policy", may(Role.AUDITOR)),
    ),
]
