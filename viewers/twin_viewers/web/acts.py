"""Acts of the page that tell a person when they cannot be done, instead of saying nothing."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from twin.errors import TwinError
from twin_viewers.web.session import Session

__all__ = ["acting"]

_LOG = logging.getLogger(__name__)


def acting(session: Session, act: Callable[..., Any]) -> Callable[..., Awaitable[None]]:
    """Return an act of the page whose failure becomes a message.

    Parameters
    ----------
    session : of the person who acts
    act : what to do, at once or awaited
    """

    async def run(*values: Any, **named: Any) -> None:
        try:
            done = act(*values, **named)
            if inspect.isawaitable(done):
                await done
        except TwinError as error:
            session.say(str(error), is_error=True)
        except Exception as error:
            _LOG.exception("An act of the page failed")
            session.say(session.words("window.failed", reason=f"{type(error).__name__}: {error}"), is_error=True)
        session.tell("drawn")

    return run
