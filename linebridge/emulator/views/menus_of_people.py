import re
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse

from linebridge.emulator import accept, clock, keep_menus, link_menus
from linebridge.emulator.check_menu import OF_ALIAS, check_batch, check_body
from linebridge.emulator.models import Tap
from linebridge.emulator.refuse import NO_MENU_TEXT, NOT_FOUND_TEXT, Refusal, errors_in_body, invalid_property

from .calls import REQUEST_ID, answer, call

MOST_PEOPLE = 500
FEWEST_TAPPING = 20  # below, the platform tells nothing of a menu
LONGEST_DAYS = {"summary": 396, "daily": 99}
OLDEST = timedelta(days=3 * 365)
USER_ID = re.compile(r"U[0-9a-f]{32}\Z")


def _check_user(user_id: str) -> None:
    if not USER_ID.match(user_id):
        raise Refusal(400, "The value for the 'userId' parameter is invalid")


# --- One person -----------------------------------------------------------------------------------------------------
@call("menu_link")
def link(request: HttpRequest, user_id: str, menu_id: str) -> HttpResponse:
    _check_user(user_id)
    link_menus.usable(menu_id)
    link_menus.link(user_id, menu_id)
    return answer({})


@call("menu_link", "DELETE")
def unlink(request: HttpRequest, user_id: str) -> HttpResponse:
    _check_user(user_id)
    link_menus.link(user_id, "")
    return answer({})


@call("menu_link", "GET")
def of_user(request: HttpRequest, user_id: str) -> HttpResponse:
    _check_user(user_id)
    menu_id = link_menus.own_menu(user_id)
    if not menu_id:
        raise Refusal(404, "the user has no richmenu")
    return answer({"richMenuId": menu_id})


# --- Many -----------------------------------------------------------------------------------------------------------
def _people(data: dict[str, Any]) -> list[str]:
    ids = data.get("userIds")
    if not isinstance(ids, list) or not 1 <= len(ids) <= MOST_PEOPLE:
        raise errors_in_body([(f"Size must be between 1 and {MOST_PEOPLE}", "userIds")])
    for i, user_id in enumerate(ids):
        if not isinstance(user_id, str) or not USER_ID.match(user_id):
            raise invalid_property(f"userIds[{i}]")
    return ids


@call("menu_bulk")
def bulk_link(request: HttpRequest) -> HttpResponse:
    data = accept.read_json(request.body)
    check_body(data, OF_ALIAS)
    ids = _people(data)
    if keep_menus.menu(data["richMenuId"]) is None:
        raise Refusal(404, NO_MENU_TEXT)
    link_menus.usable(data["richMenuId"])
    link_menus.link_many(ids, data["richMenuId"], request.META[REQUEST_ID])
    return answer({}, 202)


@call("menu_bulk")
def bulk_unlink(request: HttpRequest) -> HttpResponse:
    link_menus.link_many(_people(accept.read_json(request.body)), "", request.META[REQUEST_ID])
    return answer({}, 202)


def _batch(request: HttpRequest) -> dict[str, Any]:
    data = accept.read_json(request.body)
    check_batch(data)
    link_menus.check_menus_of(data["operations"])
    return data


@call("menu_batch")
def batch(request: HttpRequest) -> HttpResponse:
    data = _batch(request)
    link_menus.accept_batch(data["operations"], data.get("resumeRequestKey") or "", request.META[REQUEST_ID])
    return answer({}, 202)


@call("menu_batch_validate")
def validate_batch(request: HttpRequest) -> HttpResponse:
    _batch(request)
    return answer({})


@call("menu_batch_progress", "GET")
def progress(request: HttpRequest) -> HttpResponse:
    return answer(link_menus.progress(request.GET.get("requestId", "")))


# --- Figures --------------------------------------------------------------------------------------------------------
@call("menu_insight", "GET")
def insight(request: HttpRequest, menu_id: str, kind: str) -> HttpResponse:
    """What was shown and tapped from a day to a day. Below twenty people who tapped, only the id of the menu."""
    first, last = _day(request, "from"), _day(request, "to")
    if last < first or (last - first).days > LONGEST_DAYS[kind]:
        raise errors_in_body([("the period is too long or ends before it starts", "to")])
    menu = keep_menus.menu(menu_id)
    if menu is None:
        raise Refusal(404, NOT_FOUND_TEXT)
    start, end = f"{first:%Y%m%d}", f"{last:%Y%m%d}"
    rows = [row for row in list(keep_menus.taps.get(menu_id, [])) if start <= _day_of(row) <= end]
    body: dict[str, Any] = {"richMenuId": menu_id}
    if len({row.user_id for row in rows if row.area is not None}) < FEWEST_TAPPING:
        return answer(body)
    measure = _summary if kind == "summary" else _daily
    body |= {"metricsFrom": start, "metricsTo": end}
    body["impression"] = {"metrics": measure([row for row in rows if row.area is None])}
    body["clicks"] = [
        {"bounds": area["bounds"], "metrics": measure([row for row in rows if row.area == i])}
        for i, area in enumerate(menu.body["areas"])
    ]
    return answer(body)


def _day(request: HttpRequest, name: str) -> datetime:
    given = request.GET.get(name, "")
    try:
        day = datetime.strptime(given, "%Y%m%d").replace(tzinfo=accept.JAPAN)
    except ValueError as error:
        raise errors_in_body([("invalid date", name)]) from error
    if len(given) != 8 or day < accept.japan(clock.now_ms()) - OLDEST:
        raise errors_in_body([("invalid date", name)])
    return day


def _day_of(row: Tap) -> str:
    return f"{accept.japan(row.at):%Y%m%d}"


def _summary(rows: list[Tap]) -> dict[str, int]:
    return {"count": len(rows), "uniqueUsers": len({row.user_id for row in rows})}


def _daily(rows: list[Tap]) -> list[dict[str, Any]]:
    days = sorted({_day_of(row) for row in rows})
    return [{"date": day} | _summary([row for row in rows if _day_of(row) == day]) for day in days]
