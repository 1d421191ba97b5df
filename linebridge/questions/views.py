from datetime import timedelta
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from cms.audit.export import csv_file
from cms.audit.write import record
from cms.tables.read import FileRefused
from linebridge.friends.models import Friend

from . import load_districts, load_questions, take_out
from .forms import LoadDistrictsForm, LoadQuestionsForm
from .models import AnswerFigure, District, Question
from .tally import figures_now, labels

MANY = 200  # faults that are listed; nobody mends more at a time


@permission_required("line_questions.add_question")
def load_from_file(request) -> HttpResponse:
    """A set of questions from a file or a ready one: first what it would do, then the doing."""
    form = LoadQuestionsForm(request.POST or None, request.FILES or None, user=request.user)
    return _load(request, form, load_questions, _("Load questions from a file"), Question, "help")


@permission_required("line_questions.add_district")
def load_places(request) -> HttpResponse:
    """The city's wards and town blocks."""
    form = LoadDistrictsForm(request.POST or None, request.FILES or None)
    return _load(request, form, load_districts, _("Load districts from a file"), District, "site")


def _load(request, form, loader, title, model, icon):
    listing = reverse(model.snippet_viewset.get_url_name("list"))
    context: dict[str, Any] = {"page_title": title, "header_icon": icon, "form": form, "back": listing}
    if request.method == "POST" and form.is_valid():
        try:
            planned, faults = loader.read(form.text)
        except FileRefused as error:
            form.add_error("file", str(error))
        else:
            if "sure" in request.POST and not faults:
                done = form.load(loader, planned, request.user)
                messages.success(request, form.said(done))
                return redirect(listing)
            context |= {"planned": planned, "faults": faults[:MANY], "fault_count": len(faults), "text": form.text}
    return render(request, "line_questions/load.html", context)


@permission_required("line_questions.view_question")
def figures(request) -> HttpResponse:
    """How many gave each answer: now, and thirty days ago."""
    asked = _readable(request.user)
    question = next(
        (each for each in asked if str(each.pk) == request.GET.get("question")), asked[0] if asked else None
    )
    before = timezone.localdate() - timedelta(days=30)
    context: dict[str, Any] = {
        "page_title": _("Figures of answers"),
        "header_icon": "order",
        "asked": asked,
        "question": question,
    }
    if question:
        now = figures_now().get(question.pk, {})
        kept = AnswerFigure.objects.filter(question=question, day=before)
        then = dict(kept.values_list("value", "people"))
        names = labels(question, {*now, *then})
        rows = [(names.get(each, "?"), now.get(each, 0), then.get(each)) for each in {**names, **now}]
        answered = Friend.objects.filter(following=True, answered_at__isnull=False).count()
        context |= {"rows": sorted(rows, key=lambda row: -row[1]), "answered": answered, "before": before}
    return render(request, "line_questions/figures.html", context)


@permission_required("line_questions.view_question")
def figures_file(request) -> StreamingHttpResponse:
    """Every day's figures of every question."""
    asked = {question.pk: question for question in _readable(request.user)}
    kept = AnswerFigure.objects.filter(question__in=asked).order_by("day", "question", "value")
    names = {
        pk: labels(question, set(kept.filter(question=pk).values_list("value", flat=True).distinct()))
        for pk, question in asked.items()
    }
    rows = (
        [each.day, str(asked[each.question_id]), names[each.question_id].get(each.value, "?"), each.people]
        for each in kept.iterator(2000)
    )
    return csv_file("answer-figures", [_("day"), _("question"), _("answer given"), _("people")], rows)


@require_POST
@permission_required("line_questions.export_answers")
def answers_file(request) -> StreamingHttpResponse:
    """What residents answered, a row each, without anything that names them."""
    questions = take_out.asked_of(request.user)
    count = Friend.objects.filter(following=True, answered_at__isnull=False).count()
    record("answers.take_out", request=request, count=count, questions=[question.pk for question in questions])
    return csv_file("answers", take_out.header(questions), take_out.take_out(questions))


def _readable(user: Any) -> list[Question]:
    found = Question.objects.exclude(first_published_at=None)
    return list(found if user.has_perm("line_questions.read_sensitive") else found.filter(sensitive=False))
