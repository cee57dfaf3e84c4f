"""The verbs of proposals: writing, signing, review, outcomes, dispatch, replies, evaluation, what follows."""

from proposals.services.chasing import chase_promises, remind_units
from proposals.services.dispatching import add_lines, carry_out, give_out, prepare_dispatch
from proposals.services.evaluating import (
    Opinion,
    ask_to_confirm,
    close_silent,
    close_task,
    evaluate,
    rate_proposal,
    record_evaluation,
    rehandle,
)
from proposals.services.handling import (
    accept_task,
    answer_contact,
    ask_return,
    claim_contact,
    extend,
    reassign,
    refuse_return,
    remind,
    take_back_dispatch,
    write_message,
)
from proposals.services.honours import (
    add_output,
    call_back,
    do_step,
    make_key,
    move_entry,
    nominate,
    publish,
    quota,
    recommend,
)
from proposals.services.merging import convert, merge, unmerge
from proposals.services.promising import keep_promise, lower_promise, report_promise, resume_promise
from proposals.services.replying import (
    Answer,
    Draft,
    approve,
    countersign,
    hand_up,
    recall_reply,
    reject,
    release,
    revise,
    save_reply,
)
from proposals.services.reviewing import (
    answer_consent,
    ask_consent,
    assign_reviewer,
    decline,
    file,
    forward,
    give_opinion,
    pass_on,
    send_back,
)
from proposals.services.setting_up import open_round, set_up
from proposals.services.signing import answer_invitation, expire_invitations, invite, recall, rework
from proposals.services.submitting import submit, withdraw
from proposals.services.writing import Outdated, Text, attach_file, save_draft, start_draft

__all__ = (
    "Answer", "Draft", "Opinion", "Outdated", "Text",
    "accept_task", "add_lines", "add_output", "answer_consent", "answer_contact", "answer_invitation",
    "approve", "ask_consent", "ask_return", "ask_to_confirm", "assign_reviewer", "attach_file",
    "call_back", "carry_out", "chase_promises", "claim_contact", "close_silent", "close_task", "convert",
    "countersign", "decline", "do_step", "evaluate", "expire_invitations", "extend", "file", "forward",
    "give_opinion", "give_out", "hand_up", "invite", "keep_promise", "lower_promise", "make_key", "merge",
    "move_entry", "nominate", "open_round", "pass_on", "prepare_dispatch", "publish", "quota",
    "rate_proposal", "reassign", "recall", "recall_reply", "recommend", "record_evaluation",
    "refuse_return", "rehandle", "reject", "release", "remind", "remind_units", "report_promise",
    "resume_promise", "revise", "rework", "save_draft", "save_reply", "send_back", "set_up",
    "start_draft", "submit", "take_back_dispatch", "unmerge", "withdraw", "write_message",
)  # fmt: skip
