"""Which room wants which event. Rooms register in `line_events.py`; `process.py` calls them, `reply.py` answers."""

import logging
from collections import defaultdict
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, transaction

from .models import Event

Handler = Callable[[Event], list[dict] | None]
handlers: dict[str, list[Handler]] = defaultdict(list)
LOG = logging.getLogger("kairan.webhook")


def on(*types: str) -> Callable[[Handler], Handler]:
    """Register a handler for event types, in a room's `line_events.py`: `@on("follow")`.

    The handler gets the `Event` (inside the transaction that marks it done) and returns message objects to reply, or
    None. It sends nothing itself. It may run again after a failure, so its effect must bear repetition; where order
    matters it compares `event.timestamp` with what it applied last, since LINE may deliver late.
    """

    def register(handler: Handler) -> Handler:
        for type_ in types:
            if handler not in handlers[type_]:
                handlers[type_].append(handler)
        return handler

    return register


def hand_over(event: Event) -> tuple[list[dict], list[str]]:
    """Call each handler that has not been through; returns messages to reply, and who failed.

    Each has a savepoint of its own: what a failing one did is undone, what the others did stays.
    """
    messages: list[dict] = []
    failed: list[str] = []
    for handler in handlers[event.type]:
        name = f"{handler.__module__}.{handler.__qualname__}"
        if name in event.handled:
            continue
        try:
            with transaction.atomic():
                messages += handler(event) or []
        except (OperationalError, InterfaceError):
            raise  # the database itself: nothing of this round can be kept
        except Exception as error:  # one room's fault must not cost the others their event
            LOG.exception("event %s: %s failed", event.pk, name)
            failed.append(f"{name}: {type(error).__name__}")
        else:
            event.handled = [*event.handled, name]
    return messages, failed
