"""Menus as a city would draw them."""

from linebridge.drawing.arrange import grid
from linebridge.drawing.models import LARGE, THEMES, Area, Bounds, Plan, Size

LABELS = {
    "ごみ分別": "garbage", "救急当番医": "emergency_doctor", "子育て・教育": "childcare", "防災・避難所": "shelter",
    "手続き・申請": "application", "受信設定": "receive_settings", "バス時刻表": "bus", "施設予約": "booking",
    "よくある質問": "faq", "広報紙": "newsletter", "観光": "tourism", "ふるさと納税": "furusato_tax",
}  # fmt: skip
TABS = {"くらし": "home", "防災": "disaster", "観光": "tourism"}


def menu(
    count: int = 6, size: Size = LARGE, tabs: int = 0, theme: str = "blue", labels: list[str] | None = None
) -> Plan:
    """A menu of `count` areas; the first of its tabs is the one that is shown."""
    colours, bounds = THEMES[theme], grid(count, size, tabs)
    words = labels or list(LABELS)[:count]
    strip = [
        colours.tab(place, name, selected=place.x == 0, icon=icon)
        for place, (name, icon) in zip(bounds[:tabs], TABS.items(), strict=False)
    ]
    tiles = [
        colours.tile(place, word, icon=LABELS.get(word, "information"))
        for place, word in zip(bounds[tabs:], words, strict=True)
    ]
    return Plan(size, (*strip, *tiles), background=colours.background)


def one(label: str = "受信設定", size: Size = LARGE, **more) -> Plan:
    """A menu of a single area."""
    return Plan(size, (Area(Bounds(0, 0, *size), label, **more),))
