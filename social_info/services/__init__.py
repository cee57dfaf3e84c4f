"""The verbs of social-situation reports."""

from social_info.services.adopting import adopt, instruct, instructed, void_adoption
from social_info.services.clusters import start_scan
from social_info.services.editing import compile_reports, convert, merge, move, save_version, sign, split
from social_info.services.issuing import To, drop_issue, prepare_issue, publish_issue
from social_info.services.marking import describe, honour, name_reader, relabel, speak, tell_outcome
from social_info.services.receiving import lead_decided, receive, refuse
from social_info.services.referring import assign, close, forward, raise_to_report, recall, reply, suggest
from social_info.services.writing import (
    Name,
    delete_draft,
    enter,
    name_reporters,
    save_draft,
    start_report,
    submit,
    take_back,
)

__all__ = (
    "Name",
    "To",
    "adopt",
    "assign",
    "close",
    "compile_reports",
    "convert",
    "delete_draft",
    "describe",
    "drop_issue",
    "enter",
    "forward",
    "honour",
    "instruct",
    "instructed",
    "lead_decided",
    "merge",
    "move",
    "name_reader",
    "name_reporters",
    "prepare_issue",
    "publish_issue",
    "raise_to_report",
    "recall",
    "receive",
    "refuse",
    "relabel",
    "reply",
    "save_draft",
    "save_version",
    "sign",
    "speak",
    "split",
    "start_report",
    "start_scan",
    "submit",
    "suggest",
    "take_back",
    "tell_outcome",
    "void_adoption",
)
