"""A second person sees the whole menu and approves exactly that."""

import json
from copy import deepcopy

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cms.workflow.approve import approve
from cms.workflow.fingerprint import digest, parts
from cms.workflow.guard import evidence
from cms.workflow.refusal import Blocked
from cms.workflow.submit import submit
from linebridge.richmenus.approval import MenuPanel
from linebridge.richmenus.models import CityRules, MenuSet, Target
from linebridge.segments.models import Segment
from tests.linebridge.richmenus.menus import live, menu_of


def wait_for_ben(town, menu):
    """The request in Ben's list."""
    menu.save_revision(user=town.aoi)
    return submit(MenuSet.objects.get(pk=menu.pk), town.aoi).current_task_state.specific


def saved(town, *counts, **values):
    menu = menu_of(*counts, department=town.departments["koho"], **values)
    menu.save()
    return menu


def screen(client, town, state):
    client.force_login(town.ben, backend="cms.users.sign_in.StaffBackend")
    return client.get(reverse("approvals:detail", args=[state.pk])).content.decode()


def test_the_approver_sees_pictures_words_and_who_gets_it(client, town):
    state = wait_for_ben(town, saved(town, 6, 4, 4))
    page = screen(client, town, state)
    assert page.count("data:image/png;base64,") == 3
    assert "トークで「ごみ」と送ります" in page and "タブ「防災」を開きます" in page and "すべての友だち" in page
    assert "直してください" not in page


def test_what_is_wrong_stands_in_the_way(client, town):
    menu = saved(town, 3, target=Target("booking"))
    state = wait_for_ben(town, menu)
    assert "準備中" in screen(client, town, state)
    with pytest.raises(Blocked):
        approve(state, town.ben, digest(parts(state.revision.as_object())))
    assert not MenuSet.objects.get(pk=menu.pk).live


def test_the_citys_figures_do_not_stand_in_the_way(town):
    CityRules(pk=1, areas=1, tabs=1, total=1).save()
    assert live(town, 6).live


def test_nobody_approves_what_they_drew(town):
    state = wait_for_ben(town, saved(town, 2))
    with pytest.raises(PermissionDenied):
        approve(state, town.aoi, digest(parts(state.revision.as_object())))


def test_a_menu_never_goes_live_as_nobody_approved_it(town):
    menu = live(town, 4)
    menu.tabs[0]["areas"][0]["target"]["value"] = "ちがう言葉"
    with pytest.raises(PermissionDenied):
        menu.save()
    assert evidence(menu.live_revision_id).finished_by == town.ben


@pytest.mark.parametrize(
    "change",
    [
        lambda menu: menu.tabs[0]["areas"][0].update(label="あたらしい"),
        lambda menu: menu.tabs[0]["areas"][0].update(target={"kind": "phone", "value": "03-1234-5678"}),
        lambda menu: setattr(menu, "theme", "green"),
        lambda menu: setattr(menu, "chat_bar_text", "ひらく"),
        lambda menu: setattr(menu, "opened", False),
    ],
)
def test_the_fingerprint_changes_with_everything_that_residents_see(town, change):
    menu = live(town, 4)
    before = deepcopy(MenuPanel(menu).fingerprint())
    assert before == MenuPanel(MenuSet.objects.get(pk=menu.pk)).fingerprint()
    change(menu)
    assert MenuPanel(menu).fingerprint() != before


def test_the_fingerprint_holds_the_rule_of_the_segment_not_its_name(town):
    segment = Segment.objects.create(name="みな", department=town.departments["koho"], rule={"leaf": "everyone"})
    menu = live(town, 4, segment=segment)
    before = MenuPanel(menu).fingerprint()
    Segment.objects.update(name="みんな")
    assert MenuPanel(MenuSet.objects.get(pk=menu.pk)).fingerprint() == before
    Segment.objects.update(rule={"leaf": "answered"})
    assert MenuPanel(MenuSet.objects.get(pk=menu.pk)).fingerprint()["audience"] != before["audience"]


def test_what_changed_is_shown_side_by_side_and_line_by_line(client, town):
    menu = live(town, 4, 4)
    menu.tabs[1]["areas"][-1]["label"] = "あたらしい"
    page = screen(client, town, wait_for_ben(town, menu))
    assert page.count("前回承認したもの") == 1
    assert page.count("data:image/png;base64,") == 4  # two tabs, and the changed one before and after
    assert "あたらしい" in page
    assert json.dumps(menu.tabs[0]["key"]) not in page, "JSON is for machines"


def test_another_menu_for_the_same_people_is_named(client, town):
    live(town, 2, name="さきのメニュー")
    state = wait_for_ben(town, saved(town, 3, name="あとのメニュー"))
    assert "さきのメニュー" in screen(client, town, state)
