"""The verbs of the register. Each is one transaction, audited, and refuses in Chinese."""

from members.services.appointing import Decision, Place, appoint, co_opt, enrol, next_number
from members.services.logins import open_login
from members.services.moving import end_office, give_office, leave, move
from members.services.persons import identity_columns, name_keys, register_person, reveal, update_person
from members.services.requests import answer_change, ask_change
from members.services.standing import change_status, expire_term

__all__ = [
    "Decision",
    "Place",
    "answer_change",
    "appoint",
    "ask_change",
    "change_status",
    "co_opt",
    "end_office",
    "enrol",
    "expire_term",
    "give_office",
    "identity_columns",
    "leave",
    "move",
    "name_keys",
    "next_number",
    "open_login",
    "register_person",
    "reveal",
    "update_person",
]
