"""Checks of single fields, in LINE's words. A check is called with the faults so far, the place and the value."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from .count_text import graphemes, utf16_units

Faults = list[tuple[str, str]]  # message, property
Check = Callable[[Faults, str, Any], None]
COLOUR = re.compile(r"#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?\Z")
strict_https = False


class Field:
    """What one field of an object must be."""

    def __init__(self, check: Check, required: bool = False):
        self.check, self.required = check, required


def needed(check: Check) -> Field:
    return Field(check, required=True)


def may(check: Check) -> Field:
    return Field(check)


def check_object(faults: Faults, place: str, value: Any, fields: dict[str, Field]) -> bool:
    """Check the named fields of an object; others are left alone, as LINE does. False where it is no object."""
    if not isinstance(value, dict):
        faults.append(("must be an object", place))
        return False
    for name, field in fields.items():
        inside = f"{place}.{name}" if place else name
        if value.get(name) is None:
            if field.required:
                faults.append(("must be specified", inside))
        else:
            field.check(faults, inside, value[name])
    return True


def text(most: int, count: Callable[[str], int] = utf16_units, least: int = 1) -> Check:
    def check(faults: Faults, place: str, value: Any) -> None:
        if not isinstance(value, str):
            faults.append(("must be a string", place))
        elif least and not value.strip():
            faults.append(("May not be empty", place))
        elif count(value) > most:
            faults.append((f"Length must be between 0 and {most}", place))

    return check


def label(most: int) -> Check:
    return text(most, graphemes)


def matching(pattern: str) -> Check:
    def check(faults: Faults, place: str, value: Any) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            faults.append((f'must match "{pattern}"', place))

    return check


def url(faults: Faults, place: str, value: Any) -> None:
    """An address of a file that LINE's apps load: HTTPS, at most 2,000 characters."""
    text(2000)(faults, place, value)
    parts = split(value)
    if parts is None or not (parts.scheme == "https" or is_own(parts)):
        faults.append(("Must be a valid HTTPS URL", place))


def link(most: int = 1000) -> Check:
    """An address that is opened by a tap."""

    def check(faults: Faults, place: str, value: Any) -> None:
        text(most)(faults, place, value)
        parts = split(value)
        if parts is None or parts.scheme not in ("http", "https", "line", "tel"):
            faults.append(("invalid uri scheme", place))
        elif not value.isascii() or " " in value or (parts.scheme.startswith("http") and not parts.netloc):
            faults.append(("invalid uri", place))

    return check


def split(value: Any) -> Any:
    try:
        return urlsplit(value) if isinstance(value, str) else None
    except ValueError:
        return None


def is_own(parts: Any) -> bool:
    return not strict_https and parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")


def one_of(*values: str) -> Check:
    def check(faults: Faults, place: str, value: Any) -> None:
        if value not in values:
            faults.append((f"Must be one of the following values: [{', '.join(values)}]", place))

    return check


def whole(least: int, most: int) -> Check:
    def check(faults: Faults, place: str, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            faults.append((f"Must be between {least} and {most}", place))

    return check


def number(least: float, most: float) -> Check:
    def check(faults: Faults, place: str, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            faults.append((f"Must be between {least:g} and {most:g}", place))

    return check


def colour(faults: Faults, place: str, value: Any) -> None:
    if not isinstance(value, str) or not COLOUR.match(value):
        faults.append(("invalid color", place))


def array(item: Check, least: int, most: int) -> Check:
    def check(faults: Faults, place: str, value: Any) -> None:
        if not isinstance(value, list) or not least <= len(value) <= most:
            faults.append((f"Size must be between {least} and {most}", place))
        else:
            for i, one in enumerate(value):
                item(faults, f"{place}[{i}]", one)

    return check


def shape(fields: dict[str, Field]) -> Check:
    def check(faults: Faults, place: str, value: Any) -> None:
        check_object(faults, place, value, fields)

    return check


def by_type(kinds: dict[str, Check], key: str = "type") -> Check:
    """An object whose `type` says which check it must pass."""

    def check(faults: Faults, place: str, value: Any) -> None:
        if not isinstance(value, dict):
            faults.append(("must be an object", place))
        elif value.get(key) is None:
            faults.append(("must be specified", f"{place}.{key}"))
        elif value[key] not in kinds:
            faults.append((f"Must be one of the following values: [{', '.join(kinds)}]", f"{place}.{key}"))
        else:
            kinds[value[key]](faults, place, value)

    return check
