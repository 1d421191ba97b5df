"""What each resident has allowed the account's pages: given on a screen, withdrawn by whoever leaves.

Every token of a resident carries the mark of the consent it was made under, and is dead with it.
"""

import secrets
from typing import Any

from . import keep


def _kept(user_id: str) -> dict[str, Any]:
    return keep.setting("consents", {}).get(user_id, {})


def mark_of(user_id: str) -> str:
    """The mark of this person's consent; empty for none."""
    return str(_kept(user_id).get("mark", ""))


def covers(user_id: str, scopes: list[str]) -> bool:
    return bool(mark_of(user_id)) and set(scopes) <= set(_kept(user_id)["scopes"])


def is_withdrawn(user_id: str) -> bool:
    """This person allowed us once, and that was taken back: now a phone asks, too."""
    return bool(_kept(user_id)) and not mark_of(user_id)


def give(user_id: str, scopes: list[str]) -> None:
    with keep.lock:
        before = _kept(user_id)
        mark = before.get("mark") or secrets.token_hex(8)
        _keep(user_id, {"mark": mark, "scopes": sorted({*before.get("scopes", []), *scopes})})


def withdraw(user_id: str) -> None:
    _keep(user_id, {"mark": "", "scopes": []})


def _keep(user_id: str, value: dict[str, Any]) -> None:
    with keep.lock:
        keep.set_setting("consents", keep.setting("consents", {}) | {user_id: value})
