"""Who may do what with messages."""

from accounts.choices import SECRETARIAT


def may_export(actor) -> bool:
    """Phones leave the house only through the secretariat."""
    return actor.holds(*SECRETARIAT)
