"""The SDK's request objects of exactly what we give: it leaves out what it does not know, and says nothing.

Pure: what cannot be built is refused before anything is sent.
"""

from typing import Any

from .errors import LineError, LineErrorKind


def build(model: Any, data: dict) -> Any:
    """The SDK's request object of exactly `data`. What the SDK would leave out or cannot read is refused here."""
    try:
        request = model.from_dict(data)
        lost = missing(data, request.to_dict())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        detail = f"not readable as {model.__name__}: {type(error).__name__}"
        raise LineError(LineErrorKind.MESSAGE, detail) from None  # the cause quotes ids and texts
    if lost:
        raise LineError(LineErrorKind.MESSAGE, f"the field {lost} is unknown to {model.__name__}")
    return request


def missing(given: Any, kept: Any, path: str = "") -> str:
    """The path of the first thing in `given` that `kept` does not hold; empty where all of it is there."""
    if isinstance(given, dict):
        if not isinstance(kept, dict):
            return path or "."
        return next(
            (lost for k, v in given.items() if v is not None and (lost := missing(v, kept.get(k), f"{path}.{k}"))), ""
        )
    if isinstance(given, list):
        if not isinstance(kept, list) or len(given) != len(kept):
            return path
        return next((lost for i, v in enumerate(given) if (lost := missing(v, kept[i], f"{path}[{i}]"))), "")
    return "" if given == kept else path
