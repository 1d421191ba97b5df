"""Every staff screen, taken from the URL resolver, with arguments that open it: no list to forget."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, URLPattern, get_resolver, reverse

PREFIXES = ("admin/", "accounts/")


@dataclass(frozen=True)
class Screen:
    """One URL pattern. `name` is its full name, `model` the model its view works on, where it says so."""

    route: str
    name: str
    model: Any
    kwargs: tuple[str, ...]

    @property
    def key(self) -> str:
        """Its name, or its route where it has none."""
        return self.name if self.name.rpartition(":")[2] else self.route


def screens() -> list[Screen]:
    return [s for s in _walk(get_resolver(), "", ()) if s.route.startswith(PREFIXES)]


def _walk(resolver: Any, prefix: str, namespaces: tuple[str, ...]) -> Iterator[Screen]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if not isinstance(entry, URLPattern):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry, route, inner)
            continue
        view = entry.callback
        model = getattr(view, "view_initkwargs", {}).get("model") or getattr(
            getattr(view, "view_class", None), "model", None
        )
        kwargs = tuple(entry.pattern.regex.groupindex)
        inherited = tuple(k for k in _groups(prefix) if k not in kwargs)
        yield Screen(route, ":".join([*namespaces, entry.name or ""]), model, inherited + kwargs)


def _groups(prefix: str) -> list[str]:
    return re.findall(r"<(?:\w+:)?(\w+)>", prefix)


def address(screen: Screen, samples: dict[Any, Any]) -> str | None:
    """Its URL, filled from `samples`; None when a value is missing.

    Looked up in turn: "name of the screen.keyword", "namespace.keyword", the key of the sample of the screen's model,
    "keyword". "name?" is a query that the screen cannot do without.
    """
    if screen.key == screen.route:
        return None if screen.kwargs or "^" in screen.route else f"/{screen.route}"
    values = {name: _sample(screen, name, samples) for name in screen.kwargs}
    positions = [samples[key] for n in range(3) if (key := f"{screen.name}.{n}") in samples]
    if None in values.values():
        return None
    try:
        url = reverse(screen.name, args=positions, kwargs=values)
    except NoReverseMatch:
        return None
    query = samples.get(f"{screen.name}?")
    return f"{url}?{query}" if query else url


def _sample(screen: Screen, keyword: str, samples: dict[Any, Any]) -> Any:
    for owner in (screen.name, screen.name.rpartition(":")[0]):
        if (special := samples.get(f"{owner}.{keyword}")) is not None:
            return special
    model = screen.model if isinstance(screen.model, type) else None
    if keyword in ("pk", "object_id") and model is not None:
        instance = samples.get(model) or model._default_manager.first()
        return getattr(instance, "pk", None)
    return samples.get(keyword)
