import io
import json

import openpyxl
import pytest
from django.db.models import ProtectedError
from django.urls import reverse

from cms.users.models import User
from cms.users.scope import grant
from linebridge.segments.choose import segments_for
from linebridge.segments.models import Segment
from tests.linebridge.friends.conftest import friend

EVERYONE = {"leaf": "everyone"}


def url(action, *args):
    return reverse(f"wagtailsnippets_line_segments_segment:{action}", args=args)


def form(department, rule, name="新しいセグメント"):
    return {"name": name, "department": department.pk, "description": "", "rule": json.dumps(rule)}


def test_a_segment_is_saved_and_an_empty_one_is_warned_of(aoi, koho, ids):
    rule = {"all": [{"leaf": "choice", "id": ids["南区"]}]}
    answer = aoi.post(url("add"), form(koho, rule), follow=True)
    assert Segment.objects.get().rule == {"leaf": "choice", "id": ids["南区"]}
    assert "配信対象が0人です。条件を減らすか、「全員」を選んでください。" in answer.content.decode()


@pytest.mark.parametrize("rule", [{"all": []}, {"leaf": "any_choice", "ids": []}, {"leaf": "segment", "id": 4711}, "x"])
def test_a_rule_that_cannot_be_used_is_refused_and_stays_in_the_form(aoi, koho, rule):
    answer = aoi.post(url("add"), form(koho, rule))
    assert answer.status_code == 200
    assert not Segment.objects.exists()
    assert "新しいセグメント" in answer.content.decode()


def test_a_circle_is_refused_in_the_form(aoi, koho):
    one = Segment.objects.create(name="一", department=koho, rule=EVERYONE)
    two = Segment.objects.create(name="二", department=koho, rule={"leaf": "segment", "id": one.pk})
    answer = aoi.post(url("edit", one.pk), form(koho, {"leaf": "segment", "id": two.pk}, "一"))
    assert "セグメントが互いに参照し合っています" in answer.content.decode()
    assert Segment.objects.get(pk=one.pk).rule == EVERYONE


def test_the_editor_says_and_counts_the_rule_while_it_is_made(aoi, koho, ids):
    friend(1, [ids["南区"]])
    asked = {"rule": {"all": [{"leaf": "choice", "id": ids["南区"]}]}, "segment": None}
    told = aoi.post(url("say"), json.dumps(asked), content_type="application/json").json()
    assert told == {"words": "「お住まいの区」で「南区」を選んだ人。", "people": "対象人数：1人", "warnings": []}
    asked["rule"] = {"leaf": "any_choice", "ids": []}
    told = aoi.post(url("say"), json.dumps(asked), content_type="application/json").json()
    assert told == {"problems": ["選択肢が選ばれていない条件があります。一つ以上選んでください。"]}
    for nonsense in ("nonsense", "[" * 100_000, '{"rule": {"leaf": "segment", "id": {}}, "segment": []}'):
        assert aoi.post(url("say"), nonsense, content_type="application/json").status_code == 400


def test_no_json_is_shown_in_the_editor(aoi, koho):
    segment = Segment.objects.create(name="一", department=koho, rule=EVERYONE)
    page = aoi.get(url("edit", segment.pk)).content.decode()
    assert '<textarea name="rule" hidden' in page


def test_segments_of_other_departments_are_neither_seen_nor_used(aoi, staff, koho):
    foreign = Segment.objects.create(name="よその課", department=staff["chika"].department, rule=EVERYONE)
    assert "よその課" not in aoi.get(url("list")).content.decode()
    assert aoi.get(url("edit", foreign.pk)).status_code == 302
    answer = aoi.post(url("add"), form(koho, {"leaf": "segment", "id": foreign.pk}))
    assert "ほかの所属のセグメントか名簿が条件に使われています" in answer.content.decode()
    asked = json.dumps({"rule": {"leaf": "segment", "id": foreign.pk}, "segment": foreign.pk})
    told = aoi.post(url("say"), asked, content_type="application/json").json()
    assert told == {"problems": ["ほかの所属のセグメントか名簿が条件に使われています。この条件を取り除いてください。"]}
    assert list(segments_for(staff["aoi"])) == []
    grant(staff["aoi"], foreign, "choose")
    assert list(segments_for(User.objects.get(pk=staff["aoi"].pk))) == [foreign]


def test_the_list_and_its_files_say_words_and_head_count(aoi, koho):
    friend(1)
    Segment.objects.create(name='=HYPERLINK("x")', department=koho, rule=EVERYONE)
    page = aoi.get(url("list")).content.decode()
    assert "すべての友だち。" in page
    text = b"".join(aoi.get(url("list") + "?export=csv").streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0] == "名前,所属,説明,対象の条件,対象人数,更新日時"
    assert "'=HYPERLINK" in text
    assert ",すべての友だち。,1," in text
    answer = aoi.get(url("list") + "?export=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active
    assert [cell.value for cell in sheet[2]][3:5] == ["すべての友だち。", 1]
    assert sheet["A2"].data_type == "s"


def test_a_segment_that_others_name_cannot_be_deleted(aoi, koho):
    inner = Segment.objects.create(name="中", department=koho, rule=EVERYONE)
    Segment.objects.create(name="外", department=koho, rule={"not": {"leaf": "segment", "id": inner.pk}})
    answer = aoi.post(url("delete", inner.pk), follow=True)
    assert "削除していません。「外」の条件に使われています。" in answer.content.decode()
    bulk = reverse("wagtail_bulk_action", args=["line_segments", "segment", "delete"])
    aoi.post(f"{bulk}?id={inner.pk}")
    assert Segment.objects.filter(pk=inner.pk).exists()
    with pytest.raises(ProtectedError):
        Segment.objects.filter(pk=inner.pk).delete()


@pytest.mark.parametrize("asked", [{}, {"leaf": "district", "field": "nonsense"}, {"leaf": "nonsense", "field": "ids"}])
def test_a_search_for_what_is_no_field_is_refused_in_words(aoi, asked):
    answer = aoi.get(url("find"), asked)
    assert answer.status_code == 400
    assert answer.json()["problems"]
