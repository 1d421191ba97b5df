"""What a new friend reads first, and the way to the receive settings."""

from django.conf import settings

from linebridge.messages.build import text

from .models import Greeting

INK, ACTION, PAPER = "#1A1A1A", "#0017C1", "#FFFFFF"  # every colour explicit: dark mode guesses


def address(path: str) -> str:
    """The LIFF address of one of our pages below `/liff/`: opens inside LINE, signed in."""
    return f"https://liff.line.me/{settings.LINE_LIFF_ID}/{path.lstrip('/')}"


def greeting(language: str = "ja") -> list[dict]:
    """The messages of the live greeting that was published last; none where no greeting is live."""
    found = Greeting.objects.filter(live=True).order_by("-last_published_at", "-pk").first()
    if found is None:
        return []
    return [text(found.text.in_language(language)), _button(found.button.in_language(language))]


def _button(label: str) -> dict:
    action = {"type": "uri", "label": label, "uri": address("settings/")}
    button = {"type": "button", "style": "primary", "color": ACTION, "height": "sm", "action": action}
    box = {"type": "box", "layout": "vertical", "contents": [button], "backgroundColor": PAPER}
    return {"type": "flex", "altText": label, "contents": {"type": "bubble", "size": "mega", "body": box}}
