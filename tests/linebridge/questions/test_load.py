"""Sets of questions and lists of districts from files, as commands and on the screens."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from cms.tables.read import FileRefused
from cms.users.models import Department, User
from cms.users.roles import give
from linebridge.questions.load_districts import load as load_places
from linebridge.questions.load_districts import read as read_places
from linebridge.questions.load_questions import Loaded, load, read
from linebridge.questions.models import Choice, District, Question, QuestionGroup
from linebridge.questions.ready import NAMES, ready_set

FILE = """グループ,質問,種類,選択肢,ふりがな,色,最初に聞く,要配慮,質問（English）
くらし,ごみの地区,一つ選ぶ,東地区,ひがし,#3460FB,1,,Waste district
くらし,ごみの地区,,西地区,にし,,,,
,お子さんの生年月日,日付,,,,,1,
"""
PLACES = """コード,区,町名,ふりがな
04101,,青葉区,あおばく
04101-1,青葉区,一番町一丁目,いちばんちょう
04102-1,宮城野区,榴岡,つつじがおか
"""


@pytest.fixture
def editor(koho):
    user = User.objects.create(username="loader", department=koho)
    give(user, "editor")
    return user


def test_a_file_becomes_drafts_that_wait_for_approval(koho, editor):
    planned, faults = read(FILE)
    assert faults == []
    assert load(planned, koho, editor) == Loaded(groups=1, questions=2, choices=2)
    waste, children = Question.objects.order_by("order")
    assert (waste.live, waste.kind, waste.first_use, waste.wording["en"]) == (False, "one", True, "Waste district")
    assert str(waste.group) == "くらし"
    assert [(str(c), c.kana, c.colour) for c in waste.choices.all()] == [
        ("東地区", "ひがし", "#3460FB"),
        ("西地区", "にし", ""),
    ]
    assert (children.kind, children.sensitive, children.group) == ("date", True, None)
    assert all(each.workflow_in_progress for each in (*Question.objects.all(), *QuestionGroup.objects.all()))


def test_the_same_file_twice_adds_nothing(koho, editor):
    load(read(FILE)[0], koho, editor)
    assert load(read(FILE)[0], koho, editor) == Loaded(already=3)
    assert (Question.objects.count(), Choice.objects.count()) == (2, 2)


def test_a_new_choice_of_a_public_question_is_a_draft_beside_it(koho, editor, publish):
    load(read(FILE)[0], koho, editor)
    more = FILE.replace(",お子さん", "くらし,ごみの地区,,南地区,みなみ,,,,\n,お子さん")
    question = Question.objects.get(kind="one")
    question.current_workflow_state.cancel()
    publish(question)
    done = load(read(more)[0], koho, editor)
    assert (done.questions, done.choices) == (0, 1)
    assert Choice.objects.filter(question=question).count() == 2
    draft = Question.objects.get(pk=question.pk).get_latest_revision_as_object()
    assert [str(choice) for choice in draft.choices.all()] == ["東地区", "西地区", "南地区"]


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ("くらし,ごみ,三つ,東,,,,,", (2, "種類")),
        ("くらし,ごみ,一つ選ぶ,東,,red,,,", (2, "色")),
        ("くらし,ごみ,一つ選ぶ,東,,,maybe,,", (2, "最初に聞く")),
        (",,,東,,,,,", (2, "質問")),
        ("くらし,ごみ,日付,東,,,,,", (2, "選択肢")),
        ("くらし,ごみ,一つ選ぶ,,,,,,", (0, "選択肢")),
        ("くらし," + "ご" * 101 + ",一つ選ぶ,東,,,,,", (2, "質問")),
    ],
)
def test_a_row_that_cannot_be_taken_is_named(db, row, where):
    _planned, faults = read(FILE.splitlines()[0] + "\n" + row + "\n")
    assert (faults[0].row, faults[0].column) == where
    assert faults[0].reason.endswith("。") or "次のどれか" in faults[0].reason


def test_a_file_without_its_columns_is_refused_with_their_names(db):
    with pytest.raises(FileRefused, match="質問、選択肢"):
        read("a,b\n1,2\n")


@pytest.mark.parametrize("name", NAMES)
def test_every_ready_set_loads_without_a_fault(koho, editor, name):
    planned, faults = read(ready_set(name))
    assert faults == []
    assert load(planned, koho, editor).questions == len(planned)


def test_the_ready_sets_hold_what_the_cities_named():
    assert "防犯" in ready_set("topics")
    assert "クマの出没" in ready_set("alerts")
    assert sum("お住まいの地域" in line for line in ready_set("areas").splitlines()) == 7


def test_the_command_loads_a_ready_set_and_a_file(koho, editor, tmp_path, capsys):
    call_command("load_questions", "topics", department="koho", by="loader")
    assert "質問1件、選択肢10件" in capsys.readouterr().out
    file = tmp_path / "own.csv"
    file.write_bytes(FILE.encode("cp932"))
    call_command("load_questions", str(file), department="koho", by="loader")
    assert Question.objects.count() == 3
    Path(file).write_text("質問,選択肢,色\nごみ,東,red\n", encoding="utf-8")
    with pytest.raises(CommandError, match="何も読み込んでいません"):
        call_command("load_questions", str(file), department="koho", by="loader")
    with pytest.raises(CommandError, match="所属"):
        call_command("load_questions", "topics", department="nowhere", by="loader")


def test_the_screen_shows_what_it_would_do_before_it_does_it(client, koho, editor):
    client.force_login(editor, "cms.users.sign_in.StaffBackend")
    address = reverse("line_questions_load")
    file = io.BytesIO(FILE.encode())
    file.name = "a.csv"
    page = client.post(address, {"file": file, "department": koho.pk}).content.decode()
    assert "ごみの地区：東地区、西地区" in page
    assert not Question.objects.exists()
    client.post(address, {"text_before": FILE, "department": koho.pk, "sure": "yes"})
    assert Question.objects.count() == 2


def test_the_screen_names_broken_rows_and_keeps_other_departments_out(client, koho, editor):
    other = Department.objects.create(code="other", name="別の課")
    client.force_login(editor, "cms.users.sign_in.StaffBackend")
    address = reverse("line_questions_load")
    broken = FILE.replace("#3460FB", "blue")
    page = client.post(address, {"text_before": broken, "department": koho.pk, "sure": "yes"}).content.decode()
    assert "<td>2</td><td>色</td>" in page
    client.post(address, {"text_before": FILE, "department": other.pk, "sure": "yes"})
    assert "ファイルを選んでください" in client.post(address, {"department": koho.pk}).content.decode()
    assert not Question.objects.exists()


def test_districts_are_added_changed_and_never_taken_away(koho, editor):
    done = load_places(read_places(PLACES)[0], editor)
    assert (done.added, done.changed, done.already) == (4, 0, 0)  # a ward that is only named is made too
    assert str(District.objects.get(code="04101-1")) == "青葉区 一番町一丁目"
    changed = PLACES.replace("榴岡", "榴ケ岡").replace("04101-1,青葉区,一番町一丁目,いちばんちょう\n", "")
    done = load_places(read_places(changed)[0], editor)
    assert (done.added, done.changed, done.already) == (0, 1, 1)
    assert District.objects.count() == 4


@pytest.mark.parametrize("row", ["04101,,二度", ",,名前だけ", "04109,,"])
def test_a_place_that_cannot_be_taken_is_named(db, row):
    _places, faults = read_places(PLACES + row + ",\n")
    assert [fault.row for fault in faults] == [5]


def test_only_administrators_load_districts(client, koho, editor):
    client.force_login(editor, "cms.users.sign_in.StaffBackend")
    assert client.get(reverse("line_questions_load_districts")).status_code == 302
    give(editor, "administrator")
    client.force_login(editor, "cms.users.sign_in.StaffBackend")
    client.post(reverse("line_questions_load_districts"), {"text_before": PLACES, "sure": "yes"})
    assert District.objects.count() == 4
