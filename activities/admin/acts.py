"""The steps of an activity in the staff site, and what is said of each."""

from activities import services
from activities.choices import ActivityState
from activities.workflow import ACTIVITY


class Acts:
    """The steps of an activity, each a button on its page."""

    def act(self, request, activity) -> None:
        name = request.POST.get("act", "")
        reason = request.POST.get("reason", "")
        step = ACTIVITY.by_name.get(name)
        verb = VERBS.get(name)
        if step is None or verb is None:
            return
        details = {"reason": reason} if step.reason_required else {}
        done = self.attempt(request, "", verb, activity=activity, **details)
        if done is not None:
            self.tell(request, _said(name, step.label, done))


VERBS = {
    "submit": services.submit,
    "approve": services.approve,
    "send_back": services.send_back,
    "publish": services.publish,
    "begin": services.begin,
    "cancel": services.cancel,
    "settle": services.settle,
    "resettle": services.resettle,
    "archive": services.archive,
}
NEXT = {
    ActivityState.DRAFT: "送审后由复核人审批。",
    ActivityState.SUBMITTED: "由复核人审批；送审人不能审批。",
    ActivityState.APPROVED: "发布后固定名单，并通知名单上的委员。",
    ActivityState.PUBLISHED: "委员答复和请假；到签到开始时间自动转入进行中。",
    ActivityState.UNDERWAY: "结束后结算：出席、请假、缺席逐人记入履职台账。",
    ActivityState.SETTLED: "有更正的，补签或撤销签到后重新结算；没有出入即归档。",
    ActivityState.ARCHIVED: "已归档，不再改动。",
    ActivityState.CANCELLED: "已取消。",
}


def _said(name: str, label: str, done) -> str:
    if name == "publish":
        return f"已发布，名单 {int(done)} 人，均已通知。"
    if name == "settle":
        return f"已结算，记入 {int(done)} 条履职记录，并已告知名单上的委员。"
    if name == "resettle":
        voided, written = done
        return f"已重新结算：作废 {voided} 条，新记 {written} 条，有变动的委员已告知。"
    return f"已{label}。"
