from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from linebridge.gateway.client import line
from linebridge.gateway.errors import LineError
from linebridge.questions.answer import forget_answers, questions_now, save_answers

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


@for_friend
def settings_form(request, friend):
    questions = questions_now()
    return _form(request, SettingsForm(questions, friend.choices), friend)


@for_friend
def settings_save(request, friend):
    questions = questions_now()
    form = SettingsForm(questions, friend.choices, request.POST)
    if not form.is_valid():
        return _form(request, form, friend, status=422)
    save_answers(friend, questions, form.chosen())
    chosen = [(question.wording, _ticked(question, friend)) for question in questions]
    return render(request, "line_liff/saved.html", {"chosen": chosen})


def _ticked(question, friend):
    return [choice.wording for choice in question.offered if choice.pk in friend.choices]


@for_friend
def settings_erase(request, friend):
    """Asks first; erases when the question was answered."""
    if "sure" not in request.POST:
        return render(request, "line_liff/erase.html")
    forget_answers(friend)
    return render(request, "line_liff/erased.html")


def _form(request, form, friend, status=200):
    return render(request, "line_liff/settings.html", {"form": form, "answered": friend.answered_at}, status=status)
