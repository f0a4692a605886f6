"""Where the request that is being served came from, for the audit."""

from contextvars import ContextVar

address: ContextVar[str] = ContextVar("address", default="")
