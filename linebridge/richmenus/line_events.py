from linebridge.friends.models import Friend
from linebridge.messages.build import text
from linebridge.webhook.dispatch import on

from .choose import menu_for
from .twin import as_text, asks_for_menu


@on("message")
def menu_in_words(event):
    """Who cannot see the menu, or is at a PC, asks for it in words."""
    if event.payload.get("source", {}).get("type") != "user":
        return None
    if not asks_for_menu(str(event.payload.get("message", {}).get("text", ""))):
        return None
    menu = menu_for(Friend.objects.filter(line_user_id=event.line_user_id).first())
    return [text(as_text(menu))] if menu else None
