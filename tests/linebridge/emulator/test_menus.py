"""Rich menus: what LINE takes, what it refuses and in which words."""

import pytest

from tests.linebridge.emulator.caller import NO_MENU, POSTBACK, SWITCH, area, fault, menu_object, picture, words

MEGABYTE = 1024 * 1024


# --- The object -----------------------------------------------------------------------------------------------------
def test_a_menu_is_made_found_listed_and_deleted(caller):
    body = menu_object()
    menu_id = caller.call("richmenu", body).json()["richMenuId"]
    assert caller.get(f"/v2/bot/richmenu/{menu_id}").json() == {"richMenuId": menu_id} | body
    assert caller.get("/v2/bot/richmenu/list").json() == {"richmenus": [{"richMenuId": menu_id} | body]}
    assert caller.delete(f"richmenu/{menu_id}").json() == {}
    assert caller.get("/v2/bot/richmenu/list").json() == {"richmenus": []}
    assert caller.delete(f"richmenu/{menu_id}").status == 404
    assert words(caller.get(f"/v2/bot/richmenu/{menu_id}")) == "Not found"


def with_action(action: dict) -> dict:
    return menu_object(area(action))


def with_bounds(**bounds: int) -> dict:
    made = menu_object()
    made["areas"][0]["bounds"] |= bounds
    return made


ALIAS_TEXT = 'must match "[a-z0-9_-]{1,32}"'
FAMILY = "👨‍👩‍👧‍👦"
TAKEN = [
    menu_object(name="あ" * 300),
    menu_object(chatBarText="あ" * 14),
    menu_object(chatBarText=FAMILY * 14),
    menu_object(*[area(POSTBACK) for _ in range(20)]),
    menu_object(areas=[]),
    menu_object(size={"width": 2500, "height": 1686}),
    with_action(POSTBACK | {"label": "あ" * 20}),
    with_action(SWITCH),
    with_action({"type": "uri", "uri": "tel:0312345678"}),
    with_action({"type": "datetimepicker", "data": "d", "mode": "date"}),
    with_action({"type": "clipboard", "clipboardText": "KAIRAN"}),
]
REFUSED = [
    *[
        ({k: v for k, v in menu_object().items() if k != name}, ("must be specified", name))
        for name in ("size", "selected", "name", "chatBarText", "areas")
    ],
    (menu_object(name="あ" * 301), ("Length must be between 0 and 300", "name")),
    (menu_object(chatBarText="あ" * 15), ("Length must be between 0 and 14", "chatBarText")),
    (menu_object(selected="yes"), ("must be a boolean", "selected")),
    (menu_object(*[area(POSTBACK) for _ in range(21)]), ("Size must be between 0 and 20", "areas")),
    (menu_object(size={"width": 799, "height": 270}), ("Must be between 800 and 2500", "size.width")),
    (menu_object(size={"width": 2501, "height": 270}), ("Must be between 800 and 2500", "size.width")),
    (menu_object(size={"width": 800, "height": 249}), ("Must be between 250 and 2147483647", "size.height")),
    (
        menu_object(size={"width": 800, "height": 552}, areas=[]),
        ("The aspect ratio (width / height) must be 1.45 or more", "size"),
    ),
    (with_bounds(x=-1), ("Must be between 0 and 2147483647", "areas[0].bounds.x")),
    (with_bounds(width=0), ("Must be between 1 and 2147483647", "areas[0].bounds.width")),
    (with_bounds(width=801), ("must lie within the size of the rich menu", "areas[0].bounds")),
    (with_bounds(y=1), ("must lie within the size of the rich menu", "areas[0].bounds")),
    (menu_object({"bounds": area({})["bounds"]}), ("must be specified", "areas[0].action")),
    (with_action(POSTBACK | {"label": "あ" * 21}), ("Length must be between 0 and 20", "areas[0].action.label")),
    (with_action(POSTBACK | {"data": "a" * 301}), ("Length must be between 0 and 300", "areas[0].action.data")),
    (with_action({"type": "uri", "uri": "ftp://example.jp/"}), ("invalid uri scheme", "areas[0].action.uri")),
    (with_action({"type": "uri", "uri": "https://例.jp/"}), ("invalid uri", "areas[0].action.uri")),
    (with_action(SWITCH | {"richMenuAliasId": "Tab B"}), (ALIAS_TEXT, "areas[0].action.richMenuAliasId")),
    (with_action(SWITCH | {"richMenuAliasId": "a" * 33}), (ALIAS_TEXT, "areas[0].action.richMenuAliasId")),
    (with_action({"type": "richmenuswitch", "richMenuAliasId": "a"}), ("must be specified", "areas[0].action.data")),
]  # fmt: skip


@pytest.mark.parametrize("body", TAKEN)
def test_what_stays_within_the_limits_is_taken(caller, body):
    assert caller.call("richmenu/validate", body).json() == {}
    assert caller.call("richmenu", body).status == 200


@pytest.mark.parametrize(("body", "expected"), REFUSED)
def test_what_goes_beyond_a_limit_is_refused_where_it_stands(caller, body, expected):
    assert fault(caller.call("richmenu/validate", body)) == expected
    assert fault(caller.call("richmenu", body)) == expected


@pytest.mark.parametrize("kind", ["camera", "cameraRoll", "location"])
def test_what_belongs_to_quick_replies_is_no_action_of_a_menu(caller, kind):
    assert fault(caller.call("richmenu", with_action({"type": kind, "label": "a"})))[1] == "areas[0].action.type"


def test_tabs_belong_to_menus_only(emulator, caller):
    quick = {"items": [{"type": "action", "action": SWITCH | {"label": "b"}}]}
    answer = caller.push(emulator.add_phone("山田 花子"), [{"type": "text", "text": "a", "quickReply": quick}])
    assert fault(answer)[1] == "messages[0].quickReply.items[0].action.type"


def test_there_are_a_thousand_menus_and_a_thousand_names_at_most(emulator, caller):
    emulator.misbehave(rate_limit=False)
    menu_id = caller.menu()
    for _ in range(999):
        assert caller.call("richmenu", menu_object()).status == 200
    assert "1000" in words(caller.call("richmenu", menu_object()))
    for number in range(1000):
        assert caller.alias(f"a{number}", menu_id).status == 200
    assert caller.alias("one-more", menu_id).status == 400
    caller.delete("richmenu/alias/a0")
    assert caller.alias("one-more", menu_id).status == 200


# --- The picture ----------------------------------------------------------------------------------------------------
def test_the_picture_comes_back_as_it_was_uploaded(caller):
    menu_id = caller.call("richmenu", menu_object()).json()["richMenuId"]
    assert caller.get(f"/v2/bot/richmenu/{menu_id}/content").status == 404
    sent = picture(form="JPEG")
    assert caller.upload(menu_id, sent, "image/jpeg").json() == {}
    answer = caller.get(f"/v2/bot/richmenu/{menu_id}/content")
    assert (answer.data, answer.headers["content-type"]) == (sent, "image/jpeg")
    again = caller.upload(menu_id)
    assert (again.status, words(again)) == (400, "An image has already been uploaded to the richmenu")


SIZE_TEXT = "The image size is not allowed for richmenu"


@pytest.mark.parametrize(
    ("data", "content_type", "status", "said"),
    [
        (picture(), "image/gif", 415, "The content type, image/gif, is not supported"),
        (picture(form="GIF"), "image/png", 400, "The image does not match the content type"),
        (picture(form="JPEG"), "image/png", 400, "The image does not match the content type"),
        (b"no picture", "image/png", 400, "The image cannot be read"),
        (picture() + b"\0" * MEGABYTE, "image/png", 400, "The image file is larger than 1 MB"),
        (picture() + b"\0" * 2 * MEGABYTE, "image/png", 413, "Payload Too Large"),
        (picture(799, 270), "image/png", 400, SIZE_TEXT),
        (picture(2501, 270), "image/png", 400, SIZE_TEXT),
        (picture(800, 249), "image/png", 400, SIZE_TEXT),
        (picture(800, 552), "image/png", 400, SIZE_TEXT),
        (picture(1200, 405), "image/png", 400, SIZE_TEXT),
    ],
)
def test_a_picture_that_does_not_fit_is_refused(caller, data, content_type, status, said):
    menu_id = caller.call("richmenu", menu_object()).json()["richMenuId"]
    answer = caller.upload(menu_id, data, content_type)
    assert (answer.status, words(answer)) == (status, said)
    assert caller.upload(menu_id).status == 200, "nothing was kept of the refused one"


def test_a_picture_of_no_menu_is_refused(caller):
    assert caller.upload(NO_MENU).status == 404


# --- Default and names ----------------------------------------------------------------------------------------------
def test_the_default_is_set_told_and_cancelled(caller):
    assert words(caller.get("/v2/bot/user/all/richmenu")) == "no default richmenu"
    menu_id = caller.menu()
    assert caller.call(f"user/all/richmenu/{menu_id}", b"").json() == {}
    assert caller.get("/v2/bot/user/all/richmenu").json() == {"richMenuId": menu_id}
    assert caller.delete("user/all/richmenu").json() == {}
    assert caller.get("/v2/bot/user/all/richmenu").status == 404


def test_a_menu_without_a_picture_is_given_to_nobody(emulator, caller):
    user_id = emulator.add_phone("山田 花子")
    bare = caller.call("richmenu", menu_object()).json()["richMenuId"]
    said = "must upload richmenu image before applying it to user"
    for path in (f"user/all/richmenu/{bare}", f"user/{user_id}/richmenu/{bare}"):
        answer = caller.call(path, b"")
        assert (answer.status, words(answer)) == (400, said)
    assert words(caller.call("richmenu/bulk/link", {"richMenuId": bare, "userIds": [user_id]})) == said
    named = caller.alias("tab-a", bare)
    assert (named.status, words(named)) == (400, "richmenu not found")
    batch = {"operations": [{"type": "link", "from": caller.menu(), "to": bare}]}
    expected = (f"'to' richmenu ({bare}) must have image but it doesn't", "operations[0].to")
    assert fault(caller.call("richmenu/batch", batch)) == expected


def test_what_is_not_there_is_not_found(emulator, caller):
    user_id = emulator.add_phone("山田 花子")
    for path in (f"user/all/richmenu/{NO_MENU}", f"user/{user_id}/richmenu/{NO_MENU}"):
        assert caller.call(path, b"").status == 404
    answer = caller.call("richmenu/bulk/link", {"richMenuId": NO_MENU, "userIds": [user_id]})
    assert (answer.status, words(answer)) == (404, "richmenu not found")
    for answer in (
        caller.get("/v2/bot/richmenu/alias/nothing"),
        caller.call("richmenu/alias/nothing", {"richMenuId": caller.menu()}),
        caller.delete("richmenu/alias/nothing"),
    ):
        assert (answer.status, words(answer)) == (404, "richmenu alias not found")
    batch = {"operations": [{"type": "unlink", "from": NO_MENU}]}
    answer = caller.call("richmenu/validate/batch", batch)
    details = [{"message": f"Richmenu ({NO_MENU}) is not found", "property": "operations[0].from"}]
    assert (answer.status, answer.json()["details"]) == (404, details)


def test_a_name_leads_to_one_menu_and_can_be_led_to_another(caller):
    first, second = caller.menu(), caller.menu()
    assert caller.alias("tab-a", first).json() == {}
    clash = caller.alias("tab-a", second)
    assert (clash.status, words(clash)) == (400, "conflict richmenu alias id")
    assert caller.call("richmenu/alias/tab-a", {"richMenuId": second}).json() == {}
    told = {"richMenuAliasId": "tab-a", "richMenuId": second}
    assert caller.get("/v2/bot/richmenu/alias/tab-a").json() == told
    assert caller.get("/v2/bot/richmenu/alias/list").json() == {"aliases": [told]}
    assert caller.delete("richmenu/alias/tab-a").json() == {}
    assert caller.get("/v2/bot/richmenu/alias/list").json() == {"aliases": []}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"richMenuAliasId": "Tab", "richMenuId": NO_MENU}, (ALIAS_TEXT, "richMenuAliasId")),
        ({"richMenuAliasId": "a" * 33, "richMenuId": NO_MENU}, (ALIAS_TEXT, "richMenuAliasId")),
        ({"richMenuId": NO_MENU}, ("must be specified", "richMenuAliasId")),
        ({"richMenuAliasId": "tab", "richMenuId": "x"}, ("invalid richMenuId", "richMenuId")),
    ],
)
def test_a_name_out_of_form_is_refused(caller, body, expected):
    assert fault(caller.call("richmenu/alias", body)) == expected


def test_the_101st_menu_of_an_hour_is_too_many(caller):
    assert [caller.call("richmenu", menu_object()).status for _ in range(101)] == [200] * 100 + [429]
    menu_id = caller.get("/v2/bot/richmenu/list").json()["richmenus"][0]["richMenuId"]
    assert caller.delete(f"richmenu/{menu_id}").status == 200, "making and deleting are counted apart"
