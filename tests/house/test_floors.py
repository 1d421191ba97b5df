"""The house rules that imports and foreign keys must keep: who may know whom."""

import ast
import itertools
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("cms", "site_pages", "linebridge")
FLOORS = [  # lowest first; a model may point to its own room, to rooms further up in this list, and to libraries
    "cms.clock", "cms.audit", "cms.tables", "cms.modes", "cms.users", "cms.workflow", "cms.operations", "cms.dashboard",
    "site_pages.content", "site_pages.articles", "site_pages.web", "site_pages.mirror",
    "linebridge.bubbles", "linebridge.drawing", "linebridge.gateway", "linebridge.webhook", "linebridge.links",
    "linebridge.messages",
    "linebridge.friends", "linebridge.questions", "linebridge.segments", "linebridge.liff", "linebridge.delivery",
    "linebridge.richmenus",
    "cms.demo", "cms",
]  # fmt: skip
EDGES = {  # private to their room: the settings alone name `middleware`; `demo` is what only the demo town needs
    "views", "urls", "forms", "viewsets", "wagtail_hooks", "receivers", "line_events", "middleware", "demo",
    "templatetags", "management",
}  # fmt: skip
FOLDERS = {"models", "views", "management", "templatetags", "templates", "static", "migrations", "locale"}
BANNED = {"utils", "helpers", "services", "common", "core", "manager", "managers"}
OTHER_NAMES = {  # what Django projects call things that have a name here
    "admin": "viewsets", "api": "views", "context_processors": "templatetags", "cron": "receivers", "fields": "models",
    "handlers": "receivers", "hooks": "wagtail_hooks", "jobs": "a verb", "listeners": "receivers", "mixins": "models",
    "model": "models", "querysets": "models", "routes": "urls", "schema": "models", "serializers": "a verb",
    "signals": "receivers", "tasks": "a verb", "tests": "tests/", "validators": "models", "widgets": "forms",
}  # fmt: skip


def rooms() -> list[Path]:
    return sorted(p.parent for package in PACKAGES for p in (ROOT / package).glob("*/__init__.py"))


def python_files() -> list[Path]:
    files = itertools.chain.from_iterable((ROOT / p).rglob("*.py") for p in PACKAGES)
    return sorted(f for f in files if "migrations" not in f.parts)


def room_of(dotted: str) -> str:
    return ".".join(dotted.split(".")[:2])


def test_imports_go_down_only():
    result = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_installed_room_has_its_place():
    ours = [c.name for c in apps.get_app_configs() if c.name.split(".")[0] in PACKAGES]
    assert sorted(ours) == sorted(FLOORS)


def test_foreign_keys_point_down():
    wrong = []
    for model in apps.get_models():
        room = room_of(model.__module__)
        if room not in FLOORS:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if field.auto_created or not isinstance(target, type) or target is apps.get_model(settings.AUTH_USER_MODEL):
                continue
            other = room_of(target.__module__)
            if other in FLOORS and FLOORS.index(other) > FLOORS.index(room):
                wrong.append(f"{model.__name__}.{field.name} -> {target.__name__}")
    assert not wrong


def test_a_room_uses_other_rooms_by_their_models_and_verbs_never_by_their_edges():
    wrong = []
    for file in python_files():
        here = room_of(".".join(file.relative_to(ROOT).with_suffix("").parts))
        if here in ("cms.urls", "cms.settings", "linebridge.emulator"):
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if not isinstance(node, ast.ImportFrom) or not node.module or node.level:
                continue
            names = [*node.module.split("."), *(a.name for a in node.names)]
            if names[0] in PACKAGES and room_of(node.module) != here and len(names) > 2 and names[2] in EDGES:
                wrong.append(f"{file.relative_to(ROOT)}: {node.module}")
    assert not wrong


def test_a_rooms_files_and_folders_have_the_names_of_every_room():
    """`models`, `roles`, `apps` and the edges; all other files are verb files, and none of them an edge in disguise."""
    named = [f for f in python_files() if f.stem in OTHER_NAMES]
    assert {str(f.relative_to(ROOT)): f"call it {OTHER_NAMES[f.stem]}" for f in named} == {}
    inside = {f.parent.relative_to(room) for room in rooms() for f in room.rglob("*.py") if f.parent != room}
    assert {str(folder) for folder in inside if folder.parts[0] not in FOLDERS} == set()
    deep = {str(f) for f in inside if len(f.parts) > 1 and f != Path("management/commands")}
    assert deep == set(), "a room with rooms in it is two rooms"


def test_no_file_is_a_drawer():
    assert [str(f) for f in python_files() if f.stem in BANNED or f.stem.startswith("base_")] == []


def test_line_rooms_carry_their_prefix():
    labels = {c.name: c.label for c in apps.get_app_configs() if c.name.startswith("linebridge.")}
    assert {name: label for name, label in labels.items() if label != "line_" + name.split(".")[1]} == {}


def test_every_module_but_an_edge_says_what_it_does():
    silent = []
    for file in python_files():
        parts = file.relative_to(ROOT).parts
        if file.name in ("__init__.py", "apps.py", "roles.py") or file.stem in EDGES or EDGES & set(parts):
            continue
        if not ast.get_docstring(ast.parse(file.read_text())):
            silent.append(str(file.relative_to(ROOT)))
    assert silent == []


@pytest.mark.parametrize("limit", [400])
def test_no_file_outgrows_its_room(limit):
    long = {str(f.relative_to(ROOT)): n for f in python_files() if (n := len(f.read_text().splitlines())) > limit}
    assert long == {}


def test_migrations_are_named():
    automatic = [
        str(f) for p in PACKAGES for f in (ROOT / p).rglob("migrations/0*.py") if re.search(r"\d{4}_auto_", f.name)
    ]
    assert automatic == []
