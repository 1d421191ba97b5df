"""The very messages that a page's instruction sends. Preview, approval, test and delivery all ask here.

Nothing is stored: the tokens of links depend only on the instruction's key and the target, so a message that is built
twice is the same both times. `plan.py` stores the links of what is really to be sent.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from linebridge.links.ensure import address, token_for
from linebridge.messages.build import Message, card, marked_text
from linebridge.messages.check import check

from .models import AnnouncementInstruction, Instruction
from .prepare_image import card_picture, image_message

LANGUAGE = "ja"  # the language every page has


@dataclass
class Composed:
    """Messages in one language, and the links in them: token -> target."""

    messages: list[Message] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)

    def problems(self) -> list[str]:
        """What LINE would refuse, as sentences."""
        return [problem.sentence for problem in check(self.messages)]


def compose(page: Any, instruction: Instruction, key: str = "") -> Composed:
    """What this instruction sends of this page, as the page stands in memory (a draft or the live one).

    `key` is what the links are counted by; without one it is the instruction's own.
    """
    key = key or str(instruction.key)
    if isinstance(instruction, AnnouncementInstruction):
        return _announcement(page, instruction, key)
    return _line_message(page, key)


def _announcement(page: Any, instruction: AnnouncementInstruction, key: str) -> Composed:
    made = Composed()
    if instruction.lead.strip():
        made.messages.append(marked_text(instruction.lead.strip()))
    picture = picture_of(page) if instruction.include_image else None
    made.messages.append(_card(made, key, page, picture=picture))
    return made


def _line_message(page: Any, key: str) -> Composed:
    made = Composed()
    for block in page.body:
        if block.block_type == "text":
            made.messages.append(marked_text(block.value))
        elif block.block_type == "image" and block.value:
            made.messages.append(image_message(block.value))
        elif block.block_type == "card" and block.value["page"]:
            target = block.value["page"].specific
            made.messages.append(_card(made, key, target, block.value["label"], picture_of(target)))
    return made


def _card(made: Composed, key: str, page: Any, label: str = "", picture: Any = None) -> Message:
    url = _counted(made, key, page)
    summary = getattr(page, "summary", "") or getattr(page, "search_description", "")
    return card(page.title, summary, url, card_picture(picture), page.title, label or _("Read more"))


def _counted(made: Composed, key: str, page: Page) -> str:
    """The address of a counted link to the page; the page's own where it has none yet."""
    target = page.full_url or ""
    token = token_for(key, target)
    made.links[token] = target
    return address(token)


def picture_of(page: Any) -> Any:
    """The picture a page is shown with: the one chosen for sharing, else the first in its text; None without one."""
    if getattr(page, "social_image", None):
        return page.social_image
    for block in getattr(page, "body", None) or []:
        if block.block_type == "image":
            found = block.value.get("image") if hasattr(block.value, "get") else block.value
            if found:
                return found
    return None
