"""Staff pages of accounts, and of the tree and the records below, which need to know roles."""

from accounts.admin import accounts, records, tree

__all__ = ("accounts", "records", "tree")
