"""Declared states and steps: one engine refuses, moves, performs the effect and writes the audit row."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import models, transaction

from core import audit


class Refused(Exception):
    """The step is not open to this actor in this state; the message is for people, in Chinese."""


class Stale(Refused):
    """Someone else moved the object first."""


@dataclass(frozen=True)
class Transition:
    """One step: its name, label, source states, target state, who may, and what else happens."""

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    policy: Callable
    effect: Callable | None = None
    reason_required: bool = False


@dataclass(frozen=True)
class Workflow:
    """The life of one kind of object; `state_field` holds its state."""

    states: type[models.TextChoices]
    transitions: tuple[Transition, ...]
    state_field: str = "state"
    by_name: dict[str, Transition] = field(init=False, default_factory=dict)

    def __post_init__(self):
        self.by_name.update({step.name: step for step in self.transitions})

    def open_to(self, actor, obj) -> list[Transition]:
        """The steps that `perform` would accept now: the list behind the buttons."""
        return [step for step in self.transitions if self._refusal(step, actor, obj) is None]

    @transaction.atomic
    def perform(self, obj, name: str, *, by, reason: str = "", **details):
        """Move `obj` along the step `name`; raises `Refused` and leaves no trace otherwise."""
        step = self.by_name[name]
        if refusal := self._refusal(step, by, obj):
            raise Refused(refusal)
        if step.reason_required and not reason.strip():
            raise Refused(f"{step.label}须写明理由")
        before = getattr(obj, self.state_field)
        self._move(obj, step, before)
        if step.effect:
            step.effect(obj, by=by, reason=reason, **details)
        audit.record(
            by,
            step.label,
            obj,
            before={self.state_field: before},
            after={self.state_field: step.target},
            reason=reason,
        )
        return obj

    def as_mermaid(self) -> str:
        """The table as a state diagram; kept in docs/workflows/ and compared by a test."""
        labels = dict(self.states.choices)
        lines = [f"    {value} : {label}" for value, label in labels.items()]
        lines += [
            f"    {source} --> {step.target} : {step.label}"
            for step in self.transitions
            for source in step.sources
        ]
        return "stateDiagram-v2\n" + "\n".join(lines) + "\n"

    def _refusal(self, step, actor, obj) -> str | None:
        state = getattr(obj, self.state_field)
        if state not in step.sources:
            return f"当前状态为“{self.states(state).label}”，不能{step.label}"
        return None if step.policy(actor, obj) else f"您没有“{step.label}”的权限"

    def _move(self, obj, step, seen) -> None:
        rows = type(obj).objects.filter(pk=obj.pk, **{self.state_field: seen})
        if rows.update(**{self.state_field: step.target}) != 1:
            raise Stale("此事项刚被他人处理，请刷新后再试")
        setattr(obj, self.state_field, step.target)
