from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from linebridge.friends.models.language import catalogue_language, html_language, known_language, languages
from linebridge.liff.forms import SettingsForm
from linebridge.liff.serve import for_friend, shell
from linebridge.questions.answer import forget_answers, questions_now, save_answers, speak
from linebridge.questions.describe import answers

FIRST_PART = "first"


def settings_page(request):
    return shell(request, _("Receive settings"), "/liff/settings/form/")


@for_friend
def settings_form(request, friend):
    return _page(request, friend, *_asked(friend, request.POST.get("part", "")))


@for_friend
def settings_save(request, friend):
    """Save, or draw the page again with one more row (`add`) or with the places that were looked for (`find`)."""
    questions, part = _asked(friend, request.POST.get("part", "all"))
    if "add" in request.POST or "find" in request.POST:
        return _page(request, friend, questions, part, SettingsForm(questions, friend, typed=request.POST), again=True)
    form = SettingsForm(questions, friend, request.POST)
    if not form.is_valid():
        return _page(request, friend, questions, part, form, status=422)
    save_answers(friend, questions, form.chosen(), form.points())
    said = [
        ({"words": each.wording.in_language(friend.language), "lang": each.wording.language_of(friend.language)}, words)
        for each, words in answers(friend, questions, friend.language)
    ]
    return render(request, "line_liff/saved.html", {"answers": said, "part": part})


@for_friend
def settings_language(request, friend):
    """Takes effect at once, for this page and for the messages to come."""
    speak(friend, known_language(request.POST.get("language", "")))
    with translation.override(catalogue_language(friend.language)):
        return _page(request, friend, *_asked(friend, ""))


@for_friend
def settings_erase(request, friend):
    """Asks first; erases when the question was answered."""
    if "sure" not in request.POST:
        return render(request, "line_liff/erase.html")
    forget_answers(friend)
    return render(request, "line_liff/erased.html")


def _asked(friend, part):
    """The questions for this page: at first use those meant for it, where there are any; `part` says which it was."""
    questions = questions_now()
    first = [question for question in questions if question.first_use]
    if part == FIRST_PART or (part != "all" and friend.answered_at is None):
        return (first, FIRST_PART) if first and len(first) < len(questions) else (questions, "")
    return questions, ""


def _page(request, friend, questions, part, form=None, status=200, again=False):
    form = form or SettingsForm(questions, friend)
    language = friend.language
    groups = [(_in_words(group, language), fields) for group, fields in form.groups()]
    context = {
        "form": form, "groups": groups, "part": part, "again": again, "answered": friend.answered_at,
        "language": language, "languages": [(code, name, html_language(code)) for code, name in languages()],
        "number": friend.number,
    }  # fmt: skip
    return render(request, "line_liff/settings.html", context, status=status)


def _in_words(group, language):
    return group and {"words": group.wording.in_language(language), "help": group.help.in_language(language)}
