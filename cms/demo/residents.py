"""The demo city's residents: phones in the emulator that follow the account, and what they chose to receive."""

import json
import urllib.request
from typing import Any

from django.conf import settings

from cms.demo import texts
from cms.demo.pages import go_live
from cms.users.models import Department, User
from linebridge.friends.models import Friend
from linebridge.friends.sync import sync_friends
from linebridge.liff.models import Greeting
from linebridge.questions.answer import questions_now, save_answers
from linebridge.questions.models import Choice, Question
from linebridge.segments.models import Segment


def make_questions(departments: dict[str, Department], users: dict[str, User]) -> None:
    """What residents are asked, and the greeting; both approved."""
    for order, (wording, kind, choices, code) in enumerate(texts.ASKED):
        question = Question(wording={"ja": wording}, kind=kind, order=order, department=departments[code], live=False)
        question.choices.set([Choice(wording={"ja": text}, sort_order=n) for n, text in enumerate(choices)])
        question.save()
        go_live(question, users["aoi"], users["ben"])
    for order, (wording, kind, most, code) in enumerate(texts.ALSO_ASKED, start=len(texts.ASKED)):
        question = Question(
            wording={"ja": wording}, kind=kind, most=most, order=order, department=departments[code], live=False
        )
        question.save()
        go_live(question, users["aoi"], users["ben"])
    greeting = Greeting(
        name="はじめてのあいさつ",
        text={"ja": texts.GREETING.format(city=settings.CITY_NAME)},
        button={"ja": "お知らせを 選ぶ"},
        department=departments["koho"],
        live=False,
    )
    greeting.save()
    go_live(greeting, users["aoi"], users["ben"])


def make_segments(departments: dict[str, Department]) -> None:
    ids = _choice_ids()
    for name, code, topics, district in texts.SEGMENTS:
        wanted: dict[str, Any] = {"leaf": "any_choice", "ids": [ids[t] for t in topics]}
        rule = {"all": [wanted, {"leaf": "choice", "id": ids[district]}]} if district else {"all": [wanted]}
        Segment.objects.get_or_create(name=name, department=departments[code], defaults={"rule": rule})


def move_in() -> None:
    """Phones appear in the emulator and follow us; we learn of them as a city does that had friends before us."""
    phones = {name: _new_phone(name) for name, _topics, _district in texts.RESIDENTS}
    sync_friends()
    ids, asked = _choice_ids(), questions_now()
    for name, topics, district in texts.RESIDENTS:
        if topics and district:
            friend = Friend.objects.get(line_user_id=phones[name])
            save_answers(friend, asked, {ids[choice] for choice in (*topics, district)})


def _new_phone(name: str) -> str:
    """Its user id in LINE."""
    body = json.dumps({"name": name, "follow": True}).encode()
    address = f"{settings.EMULATOR_URL}/emulator/control/phones"
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})  # noqa: S310  our emulator
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return json.load(answer)["user_id"]


def _choice_ids() -> dict[str, int]:
    return {str(choice.wording): choice.pk for choice in Choice.objects.all()}
