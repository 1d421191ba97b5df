from datetime import date

from django.urls import reverse

from linebridge.segments.keep_figures import keep_figures
from linebridge.segments.models import Segment, SegmentFigure
from tests.linebridge.friends.conftest import friend


def test_a_day_is_kept_once_and_a_broken_rule_has_no_figure(koho):
    friend(1)
    fine = Segment.objects.create(name="全員", department=koho, rule={"leaf": "everyone"})
    Segment.objects.create(name="壊れた条件", department=koho, rule={"leaf": "nonsense"})
    assert keep_figures(date(2026, 11, 20)) == 1
    friend(2)
    assert keep_figures(date(2026, 11, 20)) == 0
    assert keep_figures(date(2026, 11, 21)) == 1
    assert list(SegmentFigure.objects.order_by("day").values_list("segment", "people")) == [(fine.pk, 1), (fine.pk, 2)]


def test_the_file_tells_every_day_of_segments_in_reach(aoi, koho, staff):
    friend(1)
    Segment.objects.create(name="=全員", department=koho, rule={"leaf": "everyone"})
    Segment.objects.create(name="よその課", department=staff["chika"].department, rule={"leaf": "everyone"})
    keep_figures(date(2026, 11, 20))
    answer = aoi.get(reverse("line_segments_figures_file"))
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert rows == ["日,セグメント,所属,対象人数", "2026-11-20,'=全員,広報課,1"]
