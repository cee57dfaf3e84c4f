"""Tables of social-situation reports."""

from social_info.models.adoption import Adoption
from social_info.models.clusters import ClusterScan
from social_info.models.handling import Referral, Suggestion
from social_info.models.issuing import Issue, IssueItem, Recipient, Series
from social_info.models.policy import Counter, LabelHandler, ReportPolicy
from social_info.models.reports import Comment, NamedReader, Report, Reporter, Version

__all__ = [
    "Adoption",
    "ClusterScan",
    "Comment",
    "Counter",
    "Issue",
    "IssueItem",
    "LabelHandler",
    "NamedReader",
    "Recipient",
    "Referral",
    "Report",
    "ReportPolicy",
    "Reporter",
    "Series",
    "Suggestion",
    "Version",
]
