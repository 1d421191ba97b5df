"""Flex messages: bubbles and carousels of boxes, as LINE lays them out.

Keywords become classes, measures and colours of the author become `data-lb`. What is taken as default where LINE
publishes nothing is in `bubbles.css`.
"""

from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .draw_template import row_of
from .write import broken, classes, colour, control, css, join, length, picture, ratio, tag, words_of

SIZES = ("nano", "micro", "deca", "hecto", "kilo", "mega", "giga")
FONT = ("xxs", "xs", "sm", "md", "lg", "xl", "xxl", "3xl", "4xl", "5xl")
KEYWORDS = ("none", "xs", "sm", "md", "lg", "xl", "xxl")
WIDTHS = ("none", "light", "normal", "medium", "semi-bold", "bold")
JUSTIFY = ("center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly")
WORDS_IN_NAME = 80
DEEPEST = 30


def draw_flex(container: Any) -> SafeString:
    """A bubble or a carousel of bubbles."""
    container = container if isinstance(container, dict) else {}
    if container.get("type") == "carousel":
        bubbles = [bubble for bubble in container.get("contents") or [] if isinstance(bubble, dict)]
        return row_of([_bubble(bubble) for bubble in bubbles], "lb-flex-carousel")
    return _bubble(container)


def _bubble(bubble: dict) -> SafeString:
    size = bubble.get("size") if bubble.get("size") in SIZES else "mega"
    styles = bubble.get("styles") if isinstance(bubble.get("styles"), dict) else {}
    blocks = [
        _block(name, bubble[name], (styles or {}).get(name), bool(bubble.get("footer")))
        for name in ("header", "hero", "body", "footer")
        if isinstance(bubble.get(name), dict)
    ]
    return tag(
        "div", *blocks, _over(bubble.get("action"), bubble), class_=f"lb-flex lb-{size}",
        dir="rtl" if bubble.get("direction") == "rtl" else None,
    )  # fmt: skip


def _block(name: str, component: dict, style: Any, footer_follows: bool) -> SafeString:
    style = style if isinstance(style, dict) else {}
    line = ""
    if style.get("separator") is True:
        line = tag("div", class_="lb-separator", data_lb=css(background_color=colour(style.get("separatorColor"))))
    drawn = _component(component, "vertical", first=True, block=name)
    return tag(
        "div",
        line,
        drawn,
        class_=classes(f"lb-{name}", "lb-before-footer" if name == "body" and footer_follows else None),
        data_lb=css(background_color=colour(style.get("backgroundColor"))),
    )


def _component(
    part: Any, layout: str, *, first: bool, spacing: Any = None, block: str = "", depth: int = 0
) -> SafeString | str:
    """One component inside a box of `layout`."""
    draw = KINDS.get(part.get("type", "")) if isinstance(part, dict) else None
    if draw is None or depth > DEEPEST:
        return ""
    placed_class, placed = _place(part, layout, first, spacing)
    return draw(part, placed_class, placed, block=block, depth=depth)


# --- Where a component stands ---------------------------------------------------------------------------------------
def _place(part: dict, layout: str, first: bool, spacing: Any) -> tuple[str, dict[str, str | None]]:
    """Classes and measures that come from the box around it: share of the room, distance, offsets."""
    gap = part.get("margin") if part.get("margin") is not None else spacing
    side = "t" if layout == "vertical" else "l"
    named: list[str | None] = [_flex(part, layout)]
    values: dict[str, str | None] = {}
    if not first and part.get("position") != "absolute":
        named.append(f"lb-m{side}-{gap}" if gap in KEYWORDS else None)
        values["margin_top" if side == "t" else "margin_inline_start"] = length(gap)
    named.append("lb-absolute" if part.get("position") == "absolute" else None)
    for name, rule in (
        ("offsetTop", "top"),
        ("offsetBottom", "bottom"),
        ("offsetStart", "inset-inline-start"),
        ("offsetEnd", "inset-inline-end"),
    ):
        value = part.get(name)
        named.append(f"lb-{name[6:].lower()}-{value}" if value in KEYWORDS else None)
        values[rule.replace("-", "_")] = length(value)
        if value is not None and part.get("position") != "absolute":
            named.append("lb-shifted")
    named.append(f"lb-gravity-{part['gravity']}" if part.get("gravity") in ("center", "bottom", "top") else None)
    if isinstance(part.get("flex"), int) and part["flex"] > 3:
        values["flex_grow"] = str(part["flex"])
    return classes(*named), values


def _flex(part: dict, layout: str) -> str:
    """`lb-h1`: one share of the width; `lb-v0`: as high as it needs."""
    kind, given = part.get("type"), part.get("flex")
    if isinstance(given, int) and given >= 0:
        share = min(given, 4)
    elif kind == "filler":
        share = 1
    elif layout == "vertical" or kind in ("separator", "icon") or part.get("width"):
        share = 0
    else:
        share = 1
    return f"lb-{'v' if layout == 'vertical' else 'h'}{share}"


# --- Components -----------------------------------------------------------------------------------------------------
def _box(part: dict, placed: str, values: dict, *, block: str, depth: int) -> SafeString:
    layout = str(part["layout"]) if part.get("layout") in ("horizontal", "vertical", "baseline") else "vertical"
    contents = [child for child in part.get("contents") or [] if isinstance(child, dict)]
    drawn = [
        _component(child, layout, first=i == 0, spacing=part.get("spacing"), depth=depth + 1)
        for i, child in enumerate(contents)
    ]
    own, measures = _box_look(part)
    return tag(
        "div",
        *drawn,
        _over(part.get("action"), part),
        class_=classes("lb-box", f"lb-{layout}", placed, own, f"lb-block-{block}" if block else None),
        data_lb=css(**values, **measures),
    )


def _box_look(part: dict) -> tuple[str, dict[str, str | None]]:
    named: list[str | None] = []
    sides = {"paddingAll": "padding", "paddingTop": "padding_top", "paddingBottom": "padding_bottom"}
    sides |= {"paddingStart": "padding_inline_start", "paddingEnd": "padding_inline_end"}
    measures: dict[str, str | None] = {}
    for name, rule in sides.items():
        value = part.get(name)
        named.append(f"lb-p{name[7:8].lower()}-{value}" if value in KEYWORDS else None)
        measures[rule] = length(value)
    for name in ("width", "height", "maxWidth", "maxHeight"):
        measures[name.replace("max", "max_").lower()] = length(part.get(name))
    if part.get("cornerRadius") in KEYWORDS:
        named.append(f"lb-r-{part['cornerRadius']}")
    measures["border_radius"] = length(part.get("cornerRadius"))
    named.append("lb-clip" if part.get("cornerRadius") not in (None, "none") else None)
    if part.get("borderWidth") in WIDTHS:
        named.append(f"lb-b-{part['borderWidth']}")
    measures["border_width"] = length(part.get("borderWidth"))
    named.append("lb-border" if part.get("borderWidth") not in (None, "none") else None)
    measures["border_color"] = colour(part.get("borderColor"))
    measures["background_color"] = colour(part.get("backgroundColor"))
    measures["background_image"] = _gradient(part.get("background"))
    named.append(f"lb-justify-{part['justifyContent']}" if part.get("justifyContent") in JUSTIFY else None)
    named.append(f"lb-align-{part['alignItems']}" if part.get("alignItems") in JUSTIFY[:3] else None)
    return classes(*named), measures


def _gradient(given: Any) -> str | None:
    given = given if isinstance(given, dict) else {}
    start, end = colour(given.get("startColor")), colour(given.get("endColor"))
    angle = str(given.get("angle", "")).removesuffix("deg")
    if not start or not end or not angle.replace(".", "", 1).isdigit():
        return None
    centre = colour(given.get("centerColor"))
    middle = f"{centre} {length(given.get('centerPosition')) or '50%'}, " if centre else ""
    return f"linear-gradient({float(angle):g}deg, {start}, {middle}{end})"


def _text(part: dict, placed: str, values: dict, *, block: str, depth: int) -> SafeString:
    spans = [span for span in part.get("contents") or [] if isinstance(span, dict)]
    shown = join(map(_span, spans)) if spans else lines_of(part.get("text"))
    if isinstance(part.get("action"), dict):
        shown = control(part["action"], shown, class_="lb-text-link")
    named, measures = _letters(part)
    most = part.get("maxLines")
    limited = isinstance(most, int) and most > 0 and part.get("wrap") is True
    return tag(
        "p",
        shown,
        class_=classes(
            "lb-text", placed, named, "lb-wrap" if part.get("wrap") is True else None, "lb-lines" if limited else None,
            f"lb-text-{part['align']}" if part.get("align") in ("start", "end", "center") else None,
        ),
        data_lb=css(**values, **measures, _webkit_line_clamp=str(most) if limited else None),
    )  # fmt: skip


def lines_of(text: Any) -> SafeString:
    """Text of a Flex message: line breaks, no links of its own."""
    return broken(str(text or "").split("\n"))


def _letters(part: dict) -> tuple[str, dict[str, str | None]]:
    size = part.get("size")
    named = classes(
        f"lb-fs-{size}" if size in FONT else None,
        "lb-bold" if part.get("weight") == "bold" else ("lb-regular" if part.get("weight") == "regular" else None),
        "lb-italic" if part.get("style") == "italic" else None,
        f"lb-{part['decoration']}" if part.get("decoration") in ("underline", "line-through") else None,
    )
    spacing = length(part.get("lineSpacing"))
    return named, {
        "font_size": length(size),
        "color": colour(part.get("color")),
        "line_height": f"calc(1.4em + {spacing})" if spacing else None,
    }


def _span(part: dict) -> SafeString:
    named, measures = _letters(part)
    return tag("span", lines_of(part.get("text")), class_=named or None, data_lb=css(**measures))


def _image(part: dict, placed: str, values: dict, *, block: str, depth: int) -> SafeString:
    size = part.get("size", "md")
    named = f"lb-im-{size}" if size in (*FONT, "full") else None
    shown = picture(part.get("url"), class_="lb-cover" if part.get("aspectMode") == "cover" else None)
    frame = tag(
        "span",
        shown,
        class_=classes("lb-frame", named),
        data_lb=css(
            aspect_ratio=ratio(part.get("aspectRatio")),
            width=length(size),
            background_color=colour(part.get("backgroundColor")),
        ),
    )
    align = f"lb-image-{part['align']}" if part.get("align") in ("start", "end", "center") else None
    return tag(
        "div", frame, _over(part.get("action"), part), class_=classes("lb-image", placed, align), data_lb=css(**values)
    )


def _video(part: dict, placed: str, values: dict, *, block: str, depth: int) -> SafeString:
    """A film is shown by its preview picture."""
    frame = tag(
        "span",
        picture(part.get("previewUrl"), _("Video"), class_="lb-cover"),
        tag("span", "▶", class_="lb-play", aria_hidden="true"),
        class_="lb-frame lb-im-full",
        data_lb=css(aspect_ratio=ratio(part.get("aspectRatio"))),
    )
    opened = {"type": "uri", "uri": part.get("url"), "label": _("Video")}
    more = control(part["action"], words_of(part["action"]), class_="lb-video-action") if part.get("action") else ""
    return tag("div", frame, _over(opened, part), more, class_=classes("lb-image", placed), data_lb=css(**values))


def _icon(part: dict, placed: str, values: dict, *, block: str, depth: int) -> SafeString:
    size = part.get("size", "md")
    return tag(
        "span",
        picture(part.get("url"), data_lb=css(aspect_ratio=ratio(part.get("aspectRatio")))),
        class_=classes("lb-icon", placed, f"lb-fs-{size}" if size in FONT else None),
        data_lb=css(**values, font_size=length(size)),
    )


def _button(part: dict, placed: str, values: dict, *, block: str, depth: int) -> SafeString:
    style = part.get("style") if part.get("style") in ("primary", "secondary") else "link"
    own = colour(part.get("color"))
    look = css(color=own) if style == "link" else css(background_color=own)
    action = part.get("action")
    shown = control(
        action,
        tag("span", words_of(action), class_="lb-button-words"),
        class_=classes("lb-button", f"lb-{style}", "lb-small" if part.get("height") == "sm" else None),
        data_lb=look,
    )
    return tag("div", shown, class_=classes("lb-button-place", placed), data_lb=css(**values))


def _separator(part: dict, placed: str, values: dict, *, block: str, depth: int) -> SafeString:
    look = css(**values, background_color=colour(part.get("color")))
    return tag("div", class_=classes("lb-separator", placed), data_lb=look)


def _filler(part: dict, placed: str, values: dict, *, block: str, depth: int) -> SafeString:
    return tag("div", class_=classes("lb-filler", placed))


def _spacer(part: dict, placed: str, values: dict, *, block: str, depth: int) -> SafeString:
    size = part.get("size") if part.get("size") in KEYWORDS else "md"
    return tag("div", class_=classes(placed, f"lb-spacer-{size}"))


KINDS = {
    "box": _box,
    "text": _text,
    "image": _image,
    "video": _video,
    "icon": _icon,
    "button": _button,
    "separator": _separator,
    "filler": _filler,
    "spacer": _spacer,
}


# --- Taps -----------------------------------------------------------------------------------------------------------
def _over(action: Any, part: dict) -> SafeString | str:
    """A link over the whole of a component, below the controls inside it."""
    if not isinstance(action, dict):
        return ""
    name = action.get("label") or " ".join(_words(part))[:WORDS_IN_NAME] or words_of(action)
    return control(action, class_="lb-over", aria_label=name)


def _words(part: Any) -> list[str]:
    """The words that stand in a component, for the name of its link."""
    if not isinstance(part, dict):
        return []
    own = [str(part["text"])] if part.get("type") in ("text", "span") and part.get("text") else []
    blocks = [part.get(name) for name in ("header", "hero", "body", "footer")] if part.get("type") == "bubble" else []
    inside = part.get("contents") if isinstance(part.get("contents"), list) else []
    return own + [word for child in [*blocks, *(inside or [])] for word in _words(child)]
