"""Set how the emulator behaves, and put it back: what tests and lessons ask for through the control calls."""

import random
from typing import Any

from . import authorize, check_fields, clock, keep, keep_menus, limit, link_menus, media, misbehave, tell, use_menu
from .views import calls

KEPT = ("id_token_key",)  # across a reset: whoever has cached the key set goes on trusting it
WEBHOOK = {"redelivery", "redelivery_ms", "duplicates", "reorder"}
KNOWN = {
    "seed", "rules", "latency_ms", "rate_limit", "rates", "quota", "verified", "content_preparing", "strict_https",
    "menus_ms", "batch_fails_after", "webhook",
}  # fmt: skip


def reset() -> None:
    """An empty town, no faults, LINE's own limits, the right time; the webhook address stays."""
    address = keep.setting("webhook")
    misbehave.reset()
    limit.reset()
    tell.reset()
    calls.log.clear()
    clock.put_forward(0)
    check_fields.strict_https = False
    keep.forget_all(KEPT)
    keep_menus.forget()
    link_menus.reset()
    use_menu.reset()
    authorize.reset()
    media.forget_all()
    if address:
        keep.set_setting("webhook", address)


def behave(scenario: dict[str, Any]) -> None:
    """Take over what the scenario names and leave the rest. ValueError for a word that is not known.

    rules: faults (see `misbehave.Rule`), replacing all earlier ones; seed; latency_ms for every call; rate_limit on or
    off; rates {endpoint: per second}; quota (None: no limit); verified account; content_preparing; strict_https;
    menus_ms until the menus of many people change; batch_fails_after so many people, once; webhook {redelivery,
    redelivery_ms, duplicates, reorder}.
    """
    unknown = (set(scenario) - KNOWN) | (set(scenario.get("webhook", {})) - WEBHOOK)
    if unknown:
        raise ValueError(f"unknown words {sorted(unknown)}; known are {sorted(KNOWN)}, in webhook {sorted(WEBHOOK)}")
    if "rules" in scenario:
        misbehave.set_rules(scenario["rules"], scenario.get("seed"))
    misbehave.latency_ms = scenario.get("latency_ms", misbehave.latency_ms)
    limit.enabled = scenario.get("rate_limit", limit.enabled)
    limit.changed.update({name: (size, 1.0) for name, size in scenario.get("rates", {}).items()})
    check_fields.strict_https = scenario.get("strict_https", check_fields.strict_https)
    link_menus.after_ms = scenario.get("menus_ms", link_menus.after_ms)
    link_menus.fail_after = scenario.get("batch_fails_after", link_menus.fail_after)
    for name in ("quota", "verified", "content_preparing"):
        if name in scenario:
            keep.set_setting(name, scenario[name])
    for name, value in scenario.get("webhook", {}).items():
        setattr(tell.behaviour, name, value)
    tell.behaviour.chance = random.Random(scenario.get("seed", 1))  # noqa: S311 - repeatable on purpose
