"""What a message looks like, as HTML: nothing unescaped, everything named, every kind drawn."""

import re
from html.parser import HTMLParser

import pytest
from django.utils.translation import override

from linebridge.bubbles.draw import draw

URL = "https://example.jp/p.jpg"
LINK = {"type": "uri", "label": "くわしく見る", "uri": "https://example.jp/"}
NASTY = "<script>alert(1)</script>\"'&"


class Reader(HTMLParser):
    """Elements with their attributes, and the visible words."""

    def __init__(self, html: str):
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in ("img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data

    def all(self, tag: str) -> list[dict]:
        return [attrs for name, attrs in self.elements if name == tag]


def read(*messages, **options) -> Reader:
    with override("ja"):
        reader = Reader(draw(list(messages), **options))
    assert reader.open == []
    return reader


def text(words, **more):
    return {"type": "text", "text": words} | more


def bubble(*contents, **more):
    return {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": list(contents)}} | more


def flex(container):
    return {"type": "flex", "altText": "お知らせの要約", "contents": container}


# --- Text -----------------------------------------------------------------------------------------------------------
def test_line_breaks_and_links():
    found = read(text("詳しくは\nhttps://example.jp/a?b=1。電話でも（https://example.jp/c）"))
    assert len(found.all("br")) == 1
    assert [link["href"] for link in found.all("a")] == ["https://example.jp/a?b=1", "https://example.jp/c"]
    assert all(link["rel"] == "noopener noreferrer" and link["target"] == "_blank" for link in found.all("a"))


def test_emojis_of_line_stand_where_their_sign_stood():
    found = read(text("🍎$と$", emojis=[{"index": 2, "productId": "1", "emojiId": "1"}]))
    assert [e["aria-label"] for e in found.all("span") if e.get("role") == "img"] == ["LINE絵文字"]
    assert found.words == "🍎と$"


def test_text_with_places():
    message = {"type": "textV2", "text": "{a}さん {{かっこ}}", "substitution": {"a": {"type": "mention"}}}
    assert read(message).words == "@aさん {かっこ}"


def test_the_name_of_the_account_stands_once_and_the_time_at_the_end():
    found = read(text("一"), text("二"), account="みどり市", time="9:30")
    assert found.words == "みみどり市一二9:30"


@pytest.mark.parametrize(("theme", "look"), [("light", "lb lb-light"), ("dark", "lb lb-dark")])
def test_themes(theme, look):
    assert read(text("一"), theme=theme).elements[0] == ("div", {"class": look})


# --- Safety ---------------------------------------------------------------------------------------------------------
def everywhere(value):
    """Messages with `value` in every place that takes words or addresses."""
    action = {"type": "uri", "label": value, "uri": value}
    return [
        text(value, quickReply={"items": [{"type": "action", "imageUrl": value, "action": action}]}),
        {"type": "image", "originalContentUrl": value, "previewImageUrl": value},
        {"type": "video", "originalContentUrl": value, "previewImageUrl": value},
        {"type": "audio", "originalContentUrl": value, "duration": 1},
        {"type": "location", "title": value, "address": value, "latitude": value, "longitude": 1},
        {"type": "sticker", "packageId": value, "stickerId": value},
        {
            "type": "template",
            "altText": value,
            "template": {
                "type": "buttons", "title": value, "text": value, "thumbnailImageUrl": value,
                "imageBackgroundColor": value, "defaultAction": action, "actions": [action],
            },
        },
        {
            "type": "imagemap",
            "baseUrl": value,
            "altText": value,
            "baseSize": {"width": 1040, "height": value},
            "actions": [{"type": "uri", "linkUri": value, "area": {"x": value, "y": 1, "width": 1, "height": 1}}],
        },
        flex(
            bubble(
                {"type": "text", "text": value, "size": value, "color": value, "margin": value, "action": action},
                {"type": "image", "url": value, "aspectRatio": value, "size": value, "backgroundColor": value},
                {"type": "button", "action": action, "color": value},
                {
                    "type": "box", "layout": value, "contents": [], "paddingAll": value, "width": value,
                    "action": action,
                    "background": {
                        "type": "linearGradient", "angle": value, "startColor": value, "endColor": value,
                    },
                },
                {"type": value},
                size=value,
                styles={"body": {"backgroundColor": value, "separator": True, "separatorColor": value}},
            )
        ),
        {"type": value},
        text("x", quickReply={"items": [{"type": "action", "imageUrl": value, "action": action}]}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "value", [NASTY, "javascript:alert(1)", "data:text/html,x", "//evil.example/", "url(x);color:red"]
)
def test_nothing_gets_through_unescaped(value):
    html = draw(everywhere(value), account=value, time=value)
    found = Reader(html)
    assert not found.all("script") and "<script" not in html
    for tag, attributes in found.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], tag
        for name in ("href", "src"):
            assert re.match(r"https?://|/[^/]", attributes.get(name, "https://x")), attributes
        assert value not in attributes.get("class", "")
        assert value not in attributes.get("data-lb", ""), attributes


@pytest.mark.parametrize("broken", [None, 7, "x", [], {}, {"type": None}, {"type": "flex"}, {"type": "template"}])
def test_a_broken_object_hides_nothing_else(broken):
    assert "まえ" in read(text("まえ"), broken, text("あと")).words


def test_boxes_without_end_are_cut_off():
    box = {"type": "text", "text": "中"}
    for _ in range(200):
        box = {"type": "box", "layout": "vertical", "contents": [box]}
    assert read(flex(bubble(box)))


# --- Accessibility --------------------------------------------------------------------------------------------------
def test_every_control_has_a_name():
    over = {
        "type": "box",
        "layout": "vertical",
        "contents": [{"type": "text", "text": "施設"}],
        "action": LINK | {"label": ""},
    }
    area = {"type": "uri", "linkUri": "https://example.jp/", "area": {"x": 0, "y": 0, "width": 520, "height": 350}}
    size = {"width": 1040, "height": 700}
    found = read(
        flex(bubble(over, {"type": "image", "url": URL, "action": LINK}, {"type": "button", "action": LINK})),
        {
            "type": "imagemap",
            "baseUrl": "https://example.jp/m",
            "altText": "地図",
            "baseSize": size,
            "actions": [area],
        },
    )
    names = [link.get("aria-label") for link in found.all("a")]
    assert names[:3] == ["施設", "くわしく見る", None]
    assert "くわしく見る" in found.words
    assert names[3] == "https://example.jp/"
    assert all("alt" in image for image in found.all("img"))


def test_an_area_stands_where_it_was_put():
    action = {"type": "message", "text": "はい", "area": {"x": 260, "y": 350, "width": 520, "height": 350}}
    size = {"width": 1040, "height": 700}
    found = read({"type": "imagemap", "baseUrl": URL, "altText": "地図", "baseSize": size, "actions": [action]})
    assert found.all("button")[0]["data-lb"] == "left:25.000%;top:50.000%;width:50.000%;height:50.000%"
    assert found.all("img")[0] == {"src": f"{URL}/700", "alt": "地図"}


def test_cards_beside_each_other_can_be_reached_by_keyboard():
    found = read(flex({"type": "carousel", "contents": [bubble({"type": "text", "text": "一"})] * 2}))
    (row,) = [attrs for attrs in found.all("ul") if attrs.get("tabindex") == "0"]
    assert row["aria-label"] == "横に並んだカード"


def test_the_words_of_a_notice_are_shown():
    assert "通知での表示： お知らせの要約" in read(flex(bubble({"type": "text", "text": "本文"}))).words


def test_quick_replies_of_the_last_message_only():
    quick = {"items": [{"type": "action", "action": {"type": "message", "label": "はい", "text": "はい"}}]}
    assert "はい" not in read(text("一", quickReply=quick), text("二")).words
    assert "はい" in read(text("一"), text("二", quickReply=quick)).words


# --- Flex -----------------------------------------------------------------------------------------------------------
def test_measures_of_the_author_are_handed_to_the_script():
    box = {
        "type": "box", "layout": "horizontal", "contents": [], "paddingAll": "7px", "cornerRadius": "3px",
        "backgroundColor": "#ff0000", "width": "50%", "spacing": "lg",
        "background": {"type": "linearGradient", "angle": "90deg", "startColor": "#000000", "endColor": "#ffffff"},
    }  # fmt: skip
    looks = [attrs.get("data-lb", "") for attrs in read(flex(bubble(box))).all("div")]
    (look,) = [one for one in looks if "padding" in one]
    assert look == (
        "padding:7px;width:50%;border-radius:3px;background-color:#ff0000;"
        "background-image:linear-gradient(90deg, #000000, #ffffff)"
    )


@pytest.mark.parametrize(
    ("layout", "part", "look"),
    [
        ("horizontal", {}, "lb-h1"),
        ("horizontal", {"flex": 0}, "lb-h0"),
        ("horizontal", {"flex": 3}, "lb-h3"),
        ("vertical", {}, "lb-v0"),
        ("vertical", {"flex": 2}, "lb-v2"),
    ],
)
def test_shares_of_the_room(layout, part, look):
    box = {"type": "box", "layout": layout, "contents": [{"type": "text", "text": "一"} | part]}
    assert look in read(flex(bubble(box))).all("p")[0]["class"].split()


def test_the_distance_of_a_part_wins_over_that_of_its_box():
    words = [
        {"type": "text", "text": "一"},
        {"type": "text", "text": "二"},
        {"type": "text", "text": "三", "margin": "xl"},
    ]
    box = {"type": "box", "layout": "vertical", "contents": words, "spacing": "sm"}
    shown = [attrs["class"] for attrs in read(flex(bubble(box))).all("p")][:3]
    assert ["lb-mt-" in look for look in shown] == [False, True, True]
    assert "lb-mt-sm" in shown[1] and "lb-mt-xl" in shown[2]


@pytest.mark.parametrize("size", ["nano", "micro", "deca", "hecto", "kilo", "mega", "giga"])
def test_sizes(size):
    assert f"lb-flex lb-{size}" in [attrs.get("class") for attrs in read(flex(bubble(size=size))).all("div")]


def test_the_same_messages_give_the_same_html():
    messages = everywhere("あ")
    assert draw(messages) == draw(messages)
