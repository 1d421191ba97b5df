"""The languages that residents may choose. Which ones there are is set by `RESIDENT_LANGUAGES`."""

from django.conf import settings

FIRST = "ja"  # the language every wording has
EASY = "ja-easy"  # やさしい日本語: Japanese to browsers and catalogues, a wording of its own to us


def languages() -> list[tuple[str, str]]:
    """(code, name in its own script), the first one Japanese."""
    return list(settings.RESIDENT_LANGUAGES)


def known_language(code: str) -> str:
    """The code, or Japanese where nobody could choose it."""
    return code if code in dict(languages()) else FIRST


def html_language(code: str) -> str:
    """The `lang` attribute of a text: ja for やさしい日本語 too, zh-Hans and zh-Hant as browsers write them."""
    first, _hyphen, script = code.partition("-")
    return FIRST if code == EASY else f"{first}-{script.title()}" if script else first


def catalogue_language(code: str) -> str:
    """The language that gettext knows: our Japanese pages are easy Japanese already."""
    return FIRST if code == EASY else code
