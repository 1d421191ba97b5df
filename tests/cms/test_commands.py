"""Every command of ours tells what it does and takes."""

import pytest
from django.core.management import get_commands, load_command_class

OURS = sorted(name for name, app in get_commands().items() if app.split(".")[0] in ("cms", "site_pages", "linebridge"))


@pytest.mark.parametrize("name", OURS)
def test_every_command_has_a_help(name, monkeypatch):
    monkeypatch.setenv("COLUMNS", "400")  # so that no sentence is broken
    command = load_command_class(get_commands()[name], name)
    assert command.help and command.help in command.create_parser("manage.py", name).format_help()
