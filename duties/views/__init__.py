"""The member's own records, and the 履职档案."""
