from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from linebridge.friends.models.language import catalogue_language, html_language, known_language, languages
from linebridge.gateway.client import line
from linebridge.gateway.errors import LineError
from linebridge.questions.answer import forget_answers, questions_now, save_answers, speak
from linebridge.questions.describe import answers

from .forms import SettingsForm
from .serve import comes_from_us, for_friend, shell
from .session import NotAFriend, open_session
from .verify import ExpiredToken, InvalidToken, KeysUnavailable


def start(request):
    """Where LINE enters; its script goes on from here to the page that was asked for."""
    return shell(request, _("Receive settings"), "")


def settings_page(request):
    return shell(request, _("Receive settings"), "/liff/settings/form/")


@csrf_exempt
@never_cache
@require_POST
def session(request):
    """Exchange LINE's ID token for a session of ours. Nothing else the page says about the person is believed.

    `again`: the page has signed in anew already, so that it does not go round in circles.
    """
    if not comes_from_us(request):
        return HttpResponse(status=403)
    try:
        return JsonResponse({"session": open_session(request.POST.get("id_token", ""))})
    except InvalidToken as error:
        if isinstance(error, ExpiredToken) and "again" not in request.POST:
            return JsonResponse({"again": True}, status=401)
        return render(request, "line_liff/not_recognised.html", status=403)
    except NotAFriend:
        return render(request, "line_liff/not_a_friend.html", {"add": _address_to_add()}, status=403)
    except (KeysUnavailable, LineError):
        return render(request, "line_liff/later.html", status=503)


def _address_to_add():
    try:
        return f"https://line.me/R/ti/p/{line().bot_info()['basicId']}"
    except (LineError, KeyError):
        return ""


FIRST_PART = "first"


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
    }  # fmt: skip
    return render(request, "line_liff/settings.html", context, status=status)


def _in_words(group, language):
    return group and {"words": group.wording.in_language(language), "help": group.help.in_language(language)}
