"""Argon2id at 19 MiB, t=2, p=1: about 35 ms, so that 500 log-ins a minute fit two cores."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class TunedArgon2PasswordHasher(Argon2PasswordHasher):
    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1
