"""LINE's limits on message objects, one row each: what is taken, and what is refused with which words."""

import pytest

URL = "https://example.jp/p.jpg"
EMOJI = {"productId": "5ac1bfd5040ab15980c9b435", "emojiId": "001"}
LABELLED = {"type": "uri", "label": "見る", "uri": "https://example.jp/"}
AREA = {"x": 0, "y": 0, "width": 520, "height": 520}


def text(words: str, **more):
    return {"type": "text", "text": words} | more


def template(**more):
    return {"type": "template", "altText": "お知らせ", "template": more}


def buttons(**more):
    return template(**({"type": "buttons", "text": "選んでください", "actions": [LABELLED]} | more))


def confirm(**more):
    return template(**({"type": "confirm", "text": "よいですか", "actions": [LABELLED, LABELLED]} | more))


def carousel(*columns, **more):
    return template(type="carousel", columns=list(columns), **more)


def column(**more):
    return {"text": "施設", "actions": [LABELLED]} | more


def pictures(count, **action):
    return template(type="image_carousel", columns=[{"imageUrl": URL, "action": LABELLED | action}] * count)


def imagemap(**more):
    whole = {"baseUrl": "https://example.jp/map", "altText": "地図", "baseSize": {"width": 1040, "height": 700}}
    actions = [{"type": "uri", "linkUri": "https://example.jp/", "area": AREA}]
    return {"type": "imagemap"} | whole | {"actions": actions} | more


def quick(*actions, count=1):
    items = [{"type": "action", "action": action} for action in actions] * count
    return text("どれですか", quickReply={"items": items})


def act(**action):
    return buttons(actions=[{"label": "見る"} | action])


def postback(**more):
    return act(**({"type": "postback", "data": "a=1"} | more))


def picker(**more):
    return act(**({"type": "datetimepicker", "data": "a", "mode": "date"} | more))


def location(**more):
    return {"type": "location", "title": "市役所", "address": "中央1", "latitude": 35.0, "longitude": 139.0} | more


def without(message, field):
    return {name: value for name, value in message.items() if name != field}


def imagemap_with(**action):
    return imagemap(actions=[imagemap()["actions"][0] | action])


def film(label):
    opened = {"linkUri": "https://example.jp/", "label": label}
    return imagemap(video={"originalContentUrl": URL, "previewImageUrl": URL, "area": AREA, "externalLink": opened})


def text_v2(count, kind):
    one = {"emoji": {"type": "emoji"} | EMOJI, "mention": {"type": "mention", "mentionee": {"type": "all"}}}[kind]
    names = [f"k{number}" for number in range(count)]
    return {"type": "textV2", "text": "".join(f"{{{n}}}" for n in names), "substitution": dict.fromkeys(names, one)}


FAMILY = "👨‍👩‍👧‍👦"  # one grapheme cluster, eleven UTF-16 units
TAKEN = {
    "a text of 5,000": text("あ" * 5000),
    "an emoji of LINE at its $": text("$ 花", emojis=[{"index": 0} | EMOJI]),
    "an emoji behind one of two units": text("🍎$", emojis=[{"index": 2} | EMOJI]),
    "20 emojis": text("$" * 20, emojis=[{"index": i} | EMOJI for i in range(20)]),
    "a text with places": {"type": "textV2", "text": "{a} {{b}}", "substitution": {"a": {"type": "emoji"} | EMOJI}},
    "a sticker": {"type": "sticker", "packageId": "446", "stickerId": "1988"},
    "an image": {"type": "image", "originalContentUrl": URL, "previewImageUrl": URL},
    "a video": {"type": "video", "originalContentUrl": URL, "previewImageUrl": URL, "trackingId": "a-1"},
    "a sound": {"type": "audio", "originalContentUrl": URL, "duration": 60000},
    "a place": location(title="あ" * 100),
    "an imagemap with 50 areas": imagemap(actions=imagemap()["actions"] * 50),
    "four buttons": buttons(actions=[LABELLED] * 4, text="あ" * 160),
    "a family is one letter of a label": buttons(actions=[LABELLED | {"label": "👨‍👩‍👧‍👦" * 20}]),
    "60 characters beside a title": buttons(title="題", text="あ" * 60),
    "a confirmation": confirm(text="あ" * 240),
    "ten columns": carousel(*[column()] * 10),
    "three actions in a column": carousel(column(actions=[LABELLED] * 3, text="あ" * 120)),
    "ten pictures": pictures(10),
    "a picture without a label": template(
        type="image_carousel", columns=[{"imageUrl": URL, "action": without(LABELLED, "label")}]
    ),
    "13 quick replies": quick({"type": "message", "label": "はい", "text": "はい"}, count=13),
    "a camera in quick replies": quick({"type": "camera", "label": "写真"}, {"type": "cameraRoll", "label": "選ぶ"}),
    "a location in quick replies": quick({"type": "location", "label": "場所"}),
    "a date to pick": picker(initial="2026-11-21", min="2026-01-01", max="2026-12-31"),
    "a time to pick": picker(mode="time", initial="09:30"),
    "a telephone number": act(type="uri", uri="tel:0123456789"),
    "something to copy": act(type="clipboard", clipboardText="あ" * 1000),
    "a sender's name": text("はい", sender={"name": "広報課", "iconUrl": URL}),
    "a coupon": {"type": "coupon", "couponId": "01ABC", "deliveryTag": "a" * 30},
    "20 emojis by name": text_v2(20, "emoji"),
    "a sender of 20": text("a", sender={"name": "あ" * 20}),
    "another link on a computer": act(
        type="uri", uri="https://example.jp/", altUri={"desktop": "https://example.jp/p"}
    ),
    "a place in the talk": act(type="uri", uri="line://ti/p/@x"),
    "a day and a time to pick": picker(mode="datetime", initial="2026-11-21t09:30"),
    "a film in an imagemap": film("あ" * 30),
    # What LINE counts in grapheme clusters, field by field.
    "families in a button's title": buttons(title=FAMILY * 40, text=FAMILY * 60),
    "families in a button's text": buttons(text=FAMILY * 160),
    "families in a confirmation": confirm(text=FAMILY * 240),
    "families in a column's title": carousel(column(title=FAMILY * 40, text=FAMILY * 60)),
    "families in a column's text": carousel(column(text=FAMILY * 120)),
    "families in a picture's label": pictures(1, label=FAMILY * 12),
    "families in a postback": postback(displayText=FAMILY * 300, fillInText=FAMILY * 300),
    "families in the text of a postback": postback(text=FAMILY * 300),
    "families in a message": act(type="message", text=FAMILY * 300),
    "families in a quick reply's label": quick({"type": "message", "label": FAMILY * 20, "text": "はい"}),
}

TOO_LONG = "Length must be between 0 and {}"
SIZE = "Size must be between {} and {}"
REFUSED = {
    "no text": ({"type": "text"}, "messages[0].text", "May not be empty"),
    "an empty text": (text(""), "messages[0].text", "May not be empty"),
    "a text of 5,001": (text("あ" * 5001), "messages[0].text", TOO_LONG.format(5000)),
    "an apple counts twice": (text("🍎" * 2501), "messages[0].text", TOO_LONG.format(5000)),
    "an emoji without its $": (text("花", emojis=[{"index": 0} | EMOJI]), "messages[0].emojis[0].index", None),
    "21 emojis": (text("$" * 21, emojis=[{"index": 0} | EMOJI] * 21), "messages[0].emojis", SIZE.format(0, 20)),
    "a place without its word": ({"type": "textV2", "text": "{a}"}, "messages[0].text", None),
    "no kind": ({"text": "a"}, "messages[0].type", "must be specified"),
    "an unknown kind": ({"type": "hologram"}, "messages[0].type", None),
    "a sticker in words": ({"type": "sticker", "packageId": "x", "stickerId": "1"}, "messages[0].packageId", None),
    "an image without preview": ({"type": "image", "originalContentUrl": URL}, "messages[0].previewImageUrl", None),
    "an image over http": (
        {"type": "image", "originalContentUrl": "http://example.jp/p.jpg", "previewImageUrl": URL},
        "messages[0].originalContentUrl",
        "Must be a valid HTTPS URL",
    ),
    "an address of 2,001": (
        {"type": "image", "originalContentUrl": URL, "previewImageUrl": "https://example.jp/" + "a" * 1982},
        "messages[0].previewImageUrl",
        TOO_LONG.format(2000),
    ),
    "a sound without its length": ({"type": "audio", "originalContentUrl": URL}, "messages[0].duration", None),
    "a place without a title": (without(location(), "title"), "messages[0].title", "must be specified"),
    "a place with a long title": (location(title="あ" * 101), "messages[0].title", TOO_LONG.format(100)),
    "a place off the earth": (location(latitude=91), "messages[0].latitude", "Must be between -90 and 90"),
    "a long tracking id": (
        {"type": "video", "originalContentUrl": URL, "previewImageUrl": URL, "trackingId": "a" * 101},
        "messages[0].trackingId",
        None,
    ),
    "51 areas": (imagemap(actions=imagemap()["actions"] * 51), "messages[0].actions", SIZE.format(0, 50)),
    "an imagemap of another width": (
        imagemap(baseSize={"width": 1000, "height": 700}),
        "messages[0].baseSize.width",
        "Must be between 1040 and 1040",
    ),
    "an alternative text of 1,501": (imagemap(altText="あ" * 1501), "messages[0].altText", TOO_LONG.format(1500)),
    "an area's text of 401": (
        imagemap(actions=[{"type": "message", "text": "あ" * 401, "area": AREA}]),
        "messages[0].actions[0].text",
        TOO_LONG.format(400),
    ),
    "five buttons": (buttons(actions=[LABELLED] * 5), "messages[0].template.actions", SIZE.format(1, 4)),
    "a title of 41": (buttons(title="あ" * 41), "messages[0].template.title", TOO_LONG.format(40)),
    "a text of 161": (buttons(text="あ" * 161), "messages[0].template.text", TOO_LONG.format(160)),
    "61 beside a title": (buttons(title="題", text="あ" * 61), "messages[0].template.text", TOO_LONG.format(60)),
    "61 beside an image": (
        buttons(thumbnailImageUrl=URL, text="あ" * 61),
        "messages[0].template.text",
        TOO_LONG.format(60),
    ),
    "a label of 21": (
        buttons(actions=[LABELLED | {"label": "あ" * 21}]),
        "messages[0].template.actions[0].label",
        TOO_LONG.format(20),
    ),
    "no label": (
        buttons(actions=[without(LABELLED, "label")]),
        "messages[0].template.actions[0].label",
        "must be specified",
    ),
    "a confirmation of 241": (confirm(text="あ" * 241), "messages[0].template.text", TOO_LONG.format(240)),
    "a confirmation with one way": (confirm(actions=[LABELLED]), "messages[0].template.actions", SIZE.format(2, 2)),
    "eleven columns": (carousel(*[column()] * 11), "messages[0].template.columns", SIZE.format(1, 10)),
    "four actions in a column": (
        carousel(column(actions=[LABELLED] * 4)),
        "messages[0].template.columns[0].actions",
        SIZE.format(1, 3),
    ),
    "a column of 121": (
        carousel(column(text="あ" * 121)),
        "messages[0].template.columns[0].text",
        TOO_LONG.format(120),
    ),
    "columns of two shapes": (carousel(column(), column(title="題")), "messages[0].template.columns", None),
    "eleven pictures": (pictures(11), "messages[0].template.columns", SIZE.format(1, 10)),
    "a picture's label of 13": (
        pictures(1, label="あ" * 13),
        "messages[0].template.columns[0].action.label",
        TOO_LONG.format(12),
    ),
    "no alternative text": (without(buttons(), "altText"), "messages[0].altText", "must be specified"),
    "14 quick replies": (
        quick({"type": "message", "label": "はい", "text": "はい"}, count=14),
        "messages[0].quickReply.items",
        SIZE.format(1, 13),
    ),
    "a quick reply's label of 21": (
        quick({"type": "message", "label": "あ" * 21, "text": "はい"}),
        "messages[0].quickReply.items[0].action.label",
        TOO_LONG.format(20),
    ),
    "a camera elsewhere": (act(type="camera"), "messages[0].template.actions[0].type", None),
    "a rich menu's action": (act(type="richmenuswitch"), "messages[0].template.actions[0].type", None),
    "postback data of 301": (postback(data="a" * 301), "messages[0].template.actions[0].data", TOO_LONG.format(300)),
    "two texts of a postback": (postback(text="a", displayText="b"), "messages[0].template.actions[0]", None),
    "a message of 301": (
        act(type="message", text="あ" * 301),
        "messages[0].template.actions[0].text",
        TOO_LONG.format(300),
    ),
    "a link of 1,001": (
        act(type="uri", uri="https://example.jp/" + "a" * 982),
        "messages[0].template.actions[0].uri",
        TOO_LONG.format(1000),
    ),
    "a link of another scheme": (
        act(type="uri", uri="javascript:alert(1)"),
        "messages[0].template.actions[0].uri",
        "invalid uri scheme",
    ),
    "a link not percent-encoded": (
        act(type="uri", uri="https://example.jp/あ"),
        "messages[0].template.actions[0].uri",
        "invalid uri",
    ),
    "a date in another form": (picker(initial="21.11.2026"), "messages[0].template.actions[0].initial", None),
    "an end before its start": (
        picker(min="2026-12-31", max="2026-01-01"),
        "messages[0].template.actions[0].max",
        None,
    ),
    "too much to copy": (
        act(type="clipboard", clipboardText="あ" * 1001),
        "messages[0].template.actions[0].clipboardText",
        TOO_LONG.format(1000),
    ),
    "a sender of 21": (text("a", sender={"name": "あ" * 21}), "messages[0].sender.name", TOO_LONG.format(20)),
    "a sender of 21 units": (
        text("a", sender={"name": "あ" * 19 + "🍎"}),
        "messages[0].sender.name",
        TOO_LONG.format(20),
    ),
    "an alternative text of 1,502 units": (imagemap(altText="🍎" * 751), "messages[0].altText", TOO_LONG.format(1500)),
    "21 emojis by name": (text_v2(21, "emoji"), "messages[0].substitution", SIZE.format(0, 20)),
    "21 mentions": (text_v2(21, "mention"), "messages[0].substitution", SIZE.format(0, 20)),
    "101 words by name": (text_v2(101, "emoji"), "messages[0].substitution", SIZE.format(0, 100)),
    "a name with a hyphen": (
        {"type": "textV2", "text": "{a-b}", "substitution": {"a-b": {"type": "emoji"} | EMOJI}},
        "messages[0].substitution.a-b",
        None,
    ),
    "a coupon's tag of 31": (
        {"type": "coupon", "couponId": "01ABC", "deliveryTag": "a" * 31},
        "messages[0].deliveryTag",
        None,
    ),
    "a place with a long address": (location(address="あ" * 101), "messages[0].address", TOO_LONG.format(100)),
    "a place without a side": (without(location(), "longitude"), "messages[0].longitude", "must be specified"),
    "an area's link of 1,001": (
        imagemap_with(linkUri="https://example.jp/" + "a" * 982),
        "messages[0].actions[0].linkUri",
        TOO_LONG.format(1000),
    ),
    "an area's label of 101": (imagemap_with(label="あ" * 101), "messages[0].actions[0].label", TOO_LONG.format(100)),
    "an area with too much to copy": (
        imagemap_with(type="clipboard", clipboardText="あ" * 1001),
        "messages[0].actions[0].clipboardText",
        TOO_LONG.format(1000),
    ),
    "a film's label of 31": (film("あ" * 31), "messages[0].video.externalLink.label", TOO_LONG.format(30)),
    "a column's title of 41": (
        carousel(column(title="あ" * 41)),
        "messages[0].template.columns[0].title",
        TOO_LONG.format(40),
    ),
    "61 beside a column's title": (
        carousel(column(title="題", text="あ" * 61)),
        "messages[0].template.columns[0].text",
        TOO_LONG.format(60),
    ),
    "301 shown for a postback": (
        postback(displayText="あ" * 301),
        "messages[0].template.actions[0].displayText",
        TOO_LONG.format(300),
    ),
    "301 to fill in": (
        postback(fillInText="あ" * 301),
        "messages[0].template.actions[0].fillInText",
        TOO_LONG.format(300),
    ),
    "a date with 301 of data": (picker(data="a" * 301), "messages[0].template.actions[0].data", TOO_LONG.format(300)),
    "a date without a mode": (
        act(type="datetimepicker", data="a"),
        "messages[0].template.actions[0].mode",
        "must be specified",
    ),
    "a time in another form": (picker(mode="time", initial="9:30"), "messages[0].template.actions[0].initial", None),
    "a sender named LINE": (text("a", sender={"name": "LINE公式"}), "messages[0].sender.name", None),
}


@pytest.mark.parametrize("message", TAKEN.values(), ids=TAKEN.keys())
def test_is_taken(caller, message):
    answer = caller.call("message/validate/push", {"messages": [message]})
    assert (answer.status, answer.json()) == (200, {})


@pytest.mark.parametrize(("message", "place", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_is_refused(caller, message, place, words):
    answer = caller.call("message/validate/push", {"messages": [message]})
    assert answer.status == 400
    found = {detail["property"]: detail["message"] for detail in answer.json()["details"]}
    assert place in found, answer.json()
    assert words is None or found[place] == words


@pytest.mark.parametrize("kind", ["reply", "push", "multicast", "narrowcast", "broadcast"])
def test_every_validator_says_the_same(caller, kind):
    assert caller.call(f"message/validate/{kind}", {"messages": [text("a")]}).status == 200
    answer = caller.call(f"message/validate/{kind}", {"messages": [text(""), {"type": "x"}]})
    assert answer.json()["message"] == "The request body has 2 error(s)"
    assert answer.json()["details"][0] == {"message": "May not be empty", "property": "messages[0].text"}


def test_a_site_on_this_machine_may_do_without_a_certificate_unless_told_otherwise(emulator, caller):
    image = {"type": "image", "originalContentUrl": "http://localhost:8000/p.jpg", "previewImageUrl": URL}
    assert caller.call("message/validate/push", {"messages": [image]}).status == 200
    emulator.misbehave(strict_https=True)
    assert caller.call("message/validate/push", {"messages": [image]}).status == 400
