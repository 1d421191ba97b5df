"""The language of a page whose reader we do not know yet: what the browser asks for, among the residents' languages."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from linebridge.friends.models.language import FIRST, catalogue_language, html_language, languages

TRADITIONAL = {"hant", "tw", "hk", "mo"}


@contextmanager
def language_of_the_browser(request: HttpRequest) -> Iterator[str]:
    """All texts inside are in that language; its `lang` attribute."""
    language = preferred(request.headers.get("Accept-Language", ""))
    with translation.override(catalogue_language(language)):
        yield html_language(language)


def preferred(header: str) -> str:
    """The first of the languages in `Accept-Language` that residents may choose; else Japanese."""
    wanted = (_offered(code) for code, _weight in parse_accept_lang_header(header.lower()))
    return next((code for code in wanted if code), FIRST)


def _offered(code: str) -> str:
    offered, (first, *rest) = dict(languages()), code.split("-")
    if first == "zh":
        code = "zh-hant" if TRADITIONAL & set(rest) else "zh-hans"
    return next((each for each in (code, first) if each in offered), "")
