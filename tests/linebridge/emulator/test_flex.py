"""LINE's limits on Flex messages, one row each."""

import pytest

from tests.linebridge.emulator.test_messages import LABELLED, URL, without


def bubble(*contents, **more):
    body = {"type": "box", "layout": "vertical", "contents": list(contents)}
    return {"type": "bubble", "body": body} | more


def flex(container, alt="お知らせ"):
    return {"type": "flex", "altText": alt, "contents": container}


WORDS = {"type": "text", "text": "お知らせ"}
PICTURE = {"type": "image", "url": URL}
VIDEO = {"type": "video", "url": URL, "previewUrl": URL, "altContent": PICTURE, "aspectRatio": "20:13"}
BASELINE = {"type": "box", "layout": "baseline"}
FLEX_TAKEN = {
    "words": bubble(WORDS | {"wrap": True, "size": "xl", "color": "#111111", "margin": "8px", "maxLines": 3}),
    "spans": bubble({"type": "text", "contents": [{"type": "span", "text": "a", "weight": "bold"}]}),
    "an empty box": bubble(),
    "a video": bubble(WORDS, hero=VIDEO, size="mega"),
    "an icon on a line": bubble(BASELINE | {"contents": [{"type": "icon", "url": URL}, WORDS]}),
    "a label of 40": bubble({"type": "button", "action": LABELLED | {"label": "あ" * 40}}),
    "12 bubbles": {"type": "carousel", "contents": [bubble(WORDS)] * 12},
    "a gradient": bubble(
        {
            "type": "box",
            "layout": "vertical",
            "contents": [],
            "background": {"type": "linearGradient", "angle": "90deg", "startColor": "#000000", "endColor": "#ffffff"},
        }
    ),
}
FLEX_REFUSED = {
    "nothing": ({"type": "bubble"}, "/"),
    "an unknown kind": (bubble({"type": "hologram"}), "/body/contents/0/type"),
    "an unknown word": (bubble(WORDS | {"shadow": "1px"}), "/body/contents/0/shadow"),
    "empty words": (bubble({"type": "text", "text": ""}), "/body/contents/0/text"),
    "a colour by name": (bubble(WORDS | {"color": "red"}), "/body/contents/0/color"),
    "another size": (bubble(WORDS, size="huge"), "/size"),
    "an icon in a column": (bubble({"type": "icon", "url": URL}), "/body/contents/0/type"),
    "a picture on a line": (bubble(BASELINE | {"contents": [PICTURE]}), "/body/contents/0/contents/0/type"),
    "a picture too high": (bubble(PICTURE | {"aspectRatio": "1:4"}), "/body/contents/0/aspectRatio"),
    "a picture over http": (bubble(PICTURE | {"url": "http://example.jp/a"}), "/body/contents/0/url"),
    "a video in a body": (bubble(VIDEO), "/body/contents/0/type"),
    "a video in a small bubble": (bubble(WORDS, hero=VIDEO, size="nano"), "/hero/type"),
    "a video in a carousel": ({"type": "carousel", "contents": [bubble(hero=VIDEO)]}, "/contents/0/hero/type"),
    "13 bubbles": ({"type": "carousel", "contents": [bubble(WORDS)] * 13}, "/contents"),
    "bubbles of two sizes": (
        {"type": "carousel", "contents": [bubble(WORDS), bubble(WORDS, size="nano")]},
        "/contents",
    ),
    "a button without a label": (
        bubble({"type": "button", "action": without(LABELLED, "label")}),
        "/body/contents/0/action/label",
    ),
    "a label of 41": (
        bubble({"type": "button", "action": LABELLED | {"label": "あ" * 41}}),
        "/body/contents/0/action/label",
    ),
    "over 30 KB": (bubble(WORDS | {"text": "あ" * 10_300}), "/"),
    "a carousel over 50 KB": ({"type": "carousel", "contents": [bubble(WORDS | {"text": "あ" * 9_000})] * 2}, "/"),
}


@pytest.mark.parametrize("container", FLEX_TAKEN.values(), ids=FLEX_TAKEN.keys())
def test_flex_is_taken(caller, container):
    answer = caller.call("message/validate/push", {"messages": [flex(container)]})
    assert (answer.status, answer.json()) == (200, {})


@pytest.mark.parametrize(("container", "place"), FLEX_REFUSED.values(), ids=FLEX_REFUSED.keys())
def test_flex_is_refused(caller, container, place):
    answer = caller.call("message/validate/push", {"messages": [flex(container)]})
    assert (answer.status, answer.json()["message"]) == (400, "A message (messages[0]) in the request body is invalid")
    assert place in [detail["property"] for detail in answer.json()["details"]], answer.json()


@pytest.mark.parametrize(("alt", "status"), [("あ" * 1500, 200), ("あ" * 1501, 400), ("", 400)])
def test_flex_has_an_alternative_text(caller, alt, status):
    assert caller.call("message/validate/push", {"messages": [flex(bubble(WORDS), alt)]}).status == status
