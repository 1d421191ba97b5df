from django.http import HttpRequest, HttpResponse

from linebridge.emulator import accept, keep, keep_menus, link_menus, media
from linebridge.emulator.check_menu import NEW_ALIAS, OF_ALIAS, check_body, check_menu, check_picture
from linebridge.emulator.models import Menu
from linebridge.emulator.refuse import NO_MENU_TEXT, NOT_FOUND_TEXT, Refusal

from .calls import answer, call

MOST_MENUS = MOST_ALIASES = 1000
NO_ALIAS_TEXT = "richmenu alias not found"


def found(menu_id: str) -> Menu:
    row = keep_menus.menu(menu_id)
    if row is None:
        raise Refusal(404, NOT_FOUND_TEXT)
    return row


def told(row: Menu) -> dict:
    return {"richMenuId": row.menu_id} | row.body


# --- Menus ----------------------------------------------------------------------------------------------------------
@call("menu_create")
def create(request: HttpRequest) -> HttpResponse:
    data = accept.read_json(request.body)
    check_menu(data)
    with keep.lock:
        if len(keep_menus.existing()) >= MOST_MENUS:
            raise Refusal(400, f"The maximum number of rich menus, {MOST_MENUS}, has been reached")
        row = keep_menus.add_menu({name: data[name] for name in ("size", "selected", "name", "chatBarText", "areas")})
    return answer({"richMenuId": row.menu_id})


@call("menu_validate")
def validate(request: HttpRequest) -> HttpResponse:
    check_menu(accept.read_json(request.body))
    return answer({})


@call("menu", "GET")
def get(request: HttpRequest, menu_id: str) -> HttpResponse:
    return answer(told(found(menu_id)))


@call("menu_list", "GET")
def listed(request: HttpRequest) -> HttpResponse:
    return answer({"richmenus": [told(row) for row in keep_menus.existing()]})


@call("menu_delete", "DELETE")
def delete(request: HttpRequest, menu_id: str) -> HttpResponse:
    keep_menus.delete_menu(found(menu_id))
    return answer({})


@call("menu_picture")
def upload(request: HttpRequest, menu_id: str) -> HttpResponse:
    row = found(menu_id)
    ending = check_picture(request.content_type or "", request.body, row.body["size"])
    if not keep_menus.set_picture(row, ending, request.body):
        raise Refusal(400, "An image has already been uploaded to the richmenu")
    return answer({})


@call("menu_picture", "GET")
def download(request: HttpRequest, menu_id: str) -> HttpResponse:
    row = found(menu_id)
    if not row.picture:
        raise Refusal(404, NOT_FOUND_TEXT)
    path = media.menu_picture(row.menu_id, row.picture)
    return HttpResponse(path.read_bytes(), content_type=media.type_of(path))


# --- The default ----------------------------------------------------------------------------------------------------
@call("menu_default")
def set_default(request: HttpRequest, menu_id: str) -> HttpResponse:
    link_menus.usable(menu_id)
    keep_menus.set_default(menu_id)
    return answer({})


@call("menu_default", "GET")
def get_default(request: HttpRequest) -> HttpResponse:
    if not keep_menus.default():
        raise Refusal(404, "no default richmenu")
    return answer({"richMenuId": keep_menus.default()})


@call("menu_default", "DELETE")
def cancel_default(request: HttpRequest) -> HttpResponse:
    keep_menus.set_default("")
    return answer({})


# --- Aliases --------------------------------------------------------------------------------------------------------
def _check_named(menu_id: str) -> None:
    row = keep_menus.menu(menu_id)
    if row is None or not row.picture:
        raise Refusal(400, NO_MENU_TEXT)


@call("alias")
def create_alias(request: HttpRequest) -> HttpResponse:
    data = accept.read_json(request.body)
    check_body(data, NEW_ALIAS)
    _check_named(data["richMenuId"])
    with keep.lock:
        if data["richMenuAliasId"] in keep_menus.aliases:
            raise Refusal(400, "conflict richmenu alias id")
        if len(keep_menus.aliases) >= MOST_ALIASES:
            raise Refusal(400, f"The maximum number of rich menu aliases, {MOST_ALIASES}, has been reached")
        keep_menus.set_alias(data["richMenuAliasId"], data["richMenuId"])
    return answer({})


@call("alias", "GET")
def list_aliases(request: HttpRequest) -> HttpResponse:
    pairs = sorted(keep_menus.aliases.items())
    return answer({"aliases": [{"richMenuAliasId": name, "richMenuId": menu_id} for name, menu_id in pairs]})


def _menu_named(alias_id: str) -> str:
    if alias_id not in keep_menus.aliases:
        raise Refusal(404, NO_ALIAS_TEXT)
    return keep_menus.aliases[alias_id]


@call("alias", "GET")
def get_alias(request: HttpRequest, alias_id: str) -> HttpResponse:
    return answer({"richMenuAliasId": alias_id, "richMenuId": _menu_named(alias_id)})


@call("alias")
def update_alias(request: HttpRequest, alias_id: str) -> HttpResponse:
    _menu_named(alias_id)
    data = accept.read_json(request.body)
    check_body(data, OF_ALIAS)
    _check_named(data["richMenuId"])
    keep_menus.set_alias(alias_id, data["richMenuId"])
    return answer({})


@call("alias_delete", "DELETE")
def delete_alias(request: HttpRequest, alias_id: str) -> HttpResponse:
    _menu_named(alias_id)
    keep_menus.set_alias(alias_id, "")
    return answer({})
