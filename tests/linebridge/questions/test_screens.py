from django.urls import reverse

from linebridge.questions.models import Choice, Question
from tests.linebridge.questions.conftest import ask


def url(action, *args):
    return reverse(f"wagtailsnippets_line_questions_question:{action}", args=args)


def test_a_question_keeps_the_ids_of_its_choices_through_the_form(aoi, koho, publish):
    question = publish(ask("お住まいの区", "one", ["南区", "北区"], koho))
    rows = list(question.choices.all())
    data = {
        "wording_ja": "お住まいの区はどこですか", "help_ja": "", "kind": "one", "most": 1,
        "department": koho.pk, "order": 1,
        "choices-TOTAL_FORMS": 3, "choices-INITIAL_FORMS": 2, "choices-MIN_NUM_FORMS": 1, "choices-MAX_NUM_FORMS": 1000,
        "choices-2-wording_ja": "西区", "choices-2-id": "", "choices-2-key": "", "choices-2-ORDER": 3,
        "choices-2-DELETE": "",
    }  # fmt: skip
    for n, row in enumerate(rows):
        data |= {f"choices-{n}-wording_ja": str(row), f"choices-{n}-id": row.pk, f"choices-{n}-key": str(row.key)}
        data |= {f"choices-{n}-ORDER": n + 1, f"choices-{n}-DELETE": ""}
    for again in range(2):
        answer = aoi.post(url("edit", question.pk), data)
        assert (answer.status_code, answer.url) == (302, url("edit", question.pk))
        draft = Question.objects.get(pk=question.pk).get_latest_revision_as_object()
        new = next(choice for choice in draft.choices.all() if str(choice) == "西区")
        data |= {"choices-INITIAL_FORMS": 3, "choices-2-key": str(new.key)}
        assert str(new.key) == data["choices-2-key"], again
    assert Choice.objects.count() == 2
    live = publish(Question.objects.get(pk=question.pk).get_latest_revision_as_object())
    assert [choice.pk for choice in live.choices.all()][:2] == [row.pk for row in rows]
    assert Choice.objects.count() == 3
