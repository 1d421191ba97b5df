"""Two approvers at the same moment: one decides, the other is told. With real connections and threads."""

import threading

import pytest
from django.db import connections

from cms.workflow import refusal
from cms.workflow.approve import approve, digest_now
from cms.workflow.models import SecondPersonTaskState
from cms.workflow.seed import seed
from cms.workflow.submit import submit
from tests.town import build_town


@pytest.fixture
def shared_town(transactional_db):
    """Committed, so that other connections see it. (A flush before took root page and roles along.)"""
    from django.core.management import call_command
    from wagtail.models import Locale, Page

    from cms.users.seed import seed as seed_roles

    Locale.objects.get_or_create(language_code="ja")
    if not Page.objects.filter(depth=1).exists():
        Page.add_root(title="Root", slug="root")
    call_command("migrate", verbosity=0)
    seed_roles()
    seed()
    return build_town()


def test_of_two_approvers_at_once_exactly_one_wins(shared_town):
    town = shared_town
    state = submit(town.write("お知らせ"), town.aoi).current_task_state.specific
    shown = digest_now(state)
    start, outcomes = threading.Barrier(2), []

    def decide(user):
        start.wait()
        try:
            approve(SecondPersonTaskState.objects.get(pk=state.pk), user, shown)
            outcomes.append("won")
        except refusal.AlreadyDecided:
            outcomes.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=[user]) for user in (town.ben, town.admin)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["told", "won"]
    assert SecondPersonTaskState.objects.filter(pk=state.pk, status="approved").count() == 1
