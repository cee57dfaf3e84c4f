"""What is known about the request that the current code serves."""

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
