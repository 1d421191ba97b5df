"""Figures over answers, by day and in files, and who may take answers out."""

from datetime import date

import pytest
from django.urls import reverse

from cms.audit.models import AuditEntry
from cms.users.models import User
from cms.users.roles import give
from cms.workflow.models import SecondPersonTaskState
from linebridge.friends.models import Friend, Wording
from linebridge.questions import scale
from linebridge.questions.approval import ending_choices, touched_panel
from linebridge.questions.models import AnswerFigure, District, Question
from linebridge.questions.tally import figures_now, keep_figures
from tests.linebridge.friends.conftest import friend
from tests.linebridge.questions.conftest import ask


@pytest.fixture
def asked(koho, publish):
    """A public question for choices, one for a year and one for children, the last one sensitive."""
    area = publish(ask("お住まいの区", "one", ["南区", "=北区"], koho))
    year = Question(wording=Wording(ja="生まれた年"), kind="year", department=koho)
    year.save()
    children = Question(wording=Wording(ja="お子さんの生年月日"), kind="date", department=koho, sensitive=True, most=3)
    children.save()
    return area, publish(year), publish(children)


@pytest.fixture
def people(asked):
    area, year, children = asked
    south, north = area.choices.all()
    born = scale.day_points(children.pk, date(2019, 4, 5)) | scale.day_points(children.pk, date(2021, 1, 2))
    now = "2026-11-21T00:00:00+09:00"
    friend(1, [south.pk], points=sorted({*scale.years(year.pk, 1985, 1985), *born}), answered_at=now, followed_at=now)
    friend(2, [south.pk, north.pk], answered_at=now)
    friend(3, [south.pk], following=False, answered_at=now)
    friend(4)
    return south, north


@pytest.fixture
def sign_in(client, koho):
    def sign_in(role):
        user = User.objects.create(username=f"figures-{role}", department=koho)
        give(user, role)
        client.force_login(user, "cms.users.sign_in.StaffBackend")
        return client

    return sign_in


def lines(answer):
    return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()


def test_figures_count_followers_by_choice_and_year(asked, people):
    area, year, children = asked
    found = figures_now()
    assert found[area.pk] == {people[0].pk: 2, people[1].pk: 1}
    assert found[year.pk] == {scale.point(year.pk, scale.YEAR, 1985): 1}
    assert sorted(scale.value_of(each) for each in found[children.pk]) == [2019, 2021]


def test_a_day_is_kept_once(asked, people):
    assert keep_figures(date(2026, 11, 20)) == 5
    Friend.objects.update(choices=[])
    assert keep_figures(date(2026, 11, 20)) == 0
    assert AnswerFigure.objects.filter(value=people[0].pk).get().people == 2


def test_the_screen_and_the_file_leave_out_what_is_sensitive(asked, people, sign_in):
    keep_figures(date(2026, 11, 20))
    client = sign_in("editor")
    page = client.get(reverse("line_questions_figures"), {"question": asked[0].pk}).content.decode()
    assert '<th scope="row">南区</th><td class="line-figure">2</td>' in page
    assert "お子さん" not in page
    rows = lines(client.get(reverse("line_questions_figures_file")))
    assert rows[0] == "日,質問,回答,人数"
    assert "2026-11-20,お住まいの区,南区,2" in rows
    assert "2026-11-20,お住まいの区,'=北区,1" in rows
    assert not any("お子さん" in row for row in rows)


def test_answers_leave_without_names_and_sensitive_ones_only_by_right(asked, people, sign_in):
    client = sign_in("approver")
    answer = client.post(reverse("line_questions_answers_file"))
    rows = lines(answer)
    assert rows[0] == "友だち番号,友だちになった日,言語,お住まいの区,生まれた年"
    assert rows[1] == f"{Friend.objects.get(line_user_id__endswith='1').number},2026-11-21,日本語,南区,1985"
    assert len(rows) == 3
    assert "no-store" in answer["Cache-Control"]
    assert not any("U0" in row for row in rows)
    client = sign_in("administrator")
    rows = lines(client.post(reverse("line_questions_answers_file")))
    assert rows[0].endswith("生まれた年,お子さんの生年月日")
    assert rows[1].endswith("1985,2019年4月5日、2021年1月2日")
    assert [entry.count for entry in AuditEntry.objects.filter(action="answers.take_out")] == [2, 2]


def test_who_has_no_right_takes_nothing_out(asked, people, sign_in):
    assert sign_in("editor").post(reverse("line_questions_answers_file")).status_code == 302
    client = sign_in("approver")
    assert client.get(reverse("line_questions_answers_file")).status_code == 405
    assert not AuditEntry.objects.filter(action="answers.take_out").exists()


def test_the_approver_sees_whom_an_ending_choice_touches(asked, people):
    area = asked[0]
    assert touched_panel(area) is None
    draft = Question.objects.get(pk=area.pk).get_latest_revision_as_object()
    draft.choices.remove(next(choice for choice in draft.choices.all() if str(choice) == "南区"))
    assert [str(choice) for choice in ending_choices(draft)] == ["南区"]
    assert "「南区」：2人が選択" in touched_panel(draft).render_html()
    assert SecondPersonTaskState.objects.exists()


def test_districts_count_under_their_name(asked, people, koho, publish, sign_in):
    home = Question(wording=Wording(ja="お住まい"), kind="district", department=koho)
    home.save()
    home = publish(home)
    ward = District.objects.create(name=Wording(ja="青葉区"), code="1")
    block = District.objects.create(name=Wording(ja="一番町"), code="2", above=ward)
    points = [scale.point(home.pk, scale.DISTRICT, each.pk) for each in (ward, block)]
    friend(9, points=sorted(points), answered_at="2026-11-21T00:00:00+09:00")
    page = sign_in("editor").get(reverse("line_questions_figures"), {"question": home.pk}).content.decode()
    assert "青葉区 一番町" in page
