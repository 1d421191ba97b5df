"""Every text that a person may see has its Japanese: what the code asks gettext for is looked up in the catalogues."""

import ast
import io
import re
from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages import Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import template, to_locale

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("cms", "site_pages", "linebridge")
KEYWORDS = {  # which arguments are texts
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}  # fmt: skip

CALL = re.compile(r"\b(n?p?gettext)\(((?:u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\"|[^()'\"])*)\)")
LITERAL = re.compile(r"u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\"")


def catalogues(domain: str) -> list[Path]:
    return sorted(f for p in PACKAGES for f in (ROOT / p).rglob(f"locale/ja/LC_MESSAGES/{domain}.po"))


def with_packages(domain: str) -> list[Path]:
    """Those of the rooms and, winning over all of them, ours for what packages leave in English."""
    return [*catalogues(domain), *(ROOT / "cms/package_locale").rglob(f"{domain}.po")]


def messages(file: Path) -> dict[tuple[str | None, str], Message]:
    """(context, msgid) → message; a singular stands for its plural too."""
    with file.open("rb") as f:
        read = [message for message in read_po(f, locale="ja") if message.id]
    return {(m.context, m.id[0] if m.pluralizable else m.id): m for m in read}


def strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def entries(domain: str) -> dict[tuple[str | None, str], Message]:
    """(context, msgid) → message, over all rooms."""
    return {key: message for file in catalogues(domain) for key, message in messages(file).items()}


def asked(suffix: str, read) -> list[tuple[str, str | None, str]]:
    """(file, context, msgid) of every text that files with this suffix ask for; `read` yields (context, msgid)."""
    files = [f for p in PACKAGES for f in sorted((ROOT / p).rglob(f"*{suffix}")) if "migrations" not in f.parts]
    return [(str(f.relative_to(ROOT)), context, msgid) for f in files for context, msgid in read(f) if msgid]


def in_code(file: Path, method: str = "python"):
    for _line, ids, _comments, context in extract(method, io.BytesIO(file.read_bytes()), KEYWORDS):
        yield context, ids[0] if isinstance(ids, tuple | list) else ids


def in_f_strings(file: Path):
    """Before Python 3.12 an f-string is one word to babel, whatever is asked for inside."""
    for outer in ast.walk(ast.parse(file.read_text())):
        for call in ast.walk(outer) if isinstance(outer, ast.JoinedStr) else ():
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in KEYWORDS:
                texts = [a.value for a in call.args if isinstance(a, ast.Constant)]
                yield (texts[0], texts[1]) if "pgettext" in call.func.id else (None, texts[0])


def in_script(file: Path):
    return in_code(file, "javascript")


def in_template(file: Path):
    """Django turns the tags into calls of gettext for xgettext; here the calls are read one by one."""
    for name, arguments in CALL.findall(template.templatize(file.read_text(), origin=str(file))):
        texts = [ast.literal_eval(text.lstrip("u")) for text in LITERAL.findall(arguments)]
        yield (texts[0], texts[1]) if name.endswith("pgettext") else (None, texts[0])


def missing(pairs, domain: str) -> list[str]:
    have = entries(domain)
    lines = []
    for file, context, msgid in pairs:
        message = have.get((context, msgid))
        if not message or not all(strings(message)) or message.fuzzy:
            lines.append(f"{file}: {msgid!r}")
    return sorted(set(lines))


@pytest.mark.parametrize(
    ("suffix", "read"),
    [(".py", in_code), (".py", in_f_strings), (".html", in_template), (".txt", in_template), (".xml", in_template)],
)
def test_every_text_has_its_japanese(suffix, read):
    assert missing(asked(suffix, read), "django") == []


def test_every_script_text_has_its_japanese():
    assert missing(asked(".js", in_script), "djangojs") == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_no_entry_of_a_catalogue_is_fuzzy_or_empty(domain):
    bad = [
        f"{file.relative_to(ROOT)}: {message.id!r}"
        for file in with_packages(domain)
        for message in messages(file).values()
        if message.fuzzy or not all(strings(message))
    ]
    assert bad == []


@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_no_text_has_another_japanese_in_another_room(domain):
    """Django keeps one meaning of a msgid: the room that stands first would speak for the others. Give it a context."""
    said: dict[tuple[str | None, str], dict[tuple[str, ...], list[str]]] = defaultdict(lambda: defaultdict(list))
    for file in with_packages(domain):
        for key, message in messages(file).items():
            said[key][strings(message)].append(str(file.relative_to(ROOT)))
    assert {key: dict(different) for key, different in said.items() if len(different) > 1} == {}


# --- The languages of residents: the rooms whose pages they read ----------------------------------------------------
FOR_RESIDENTS = ["linebridge/liff"]
FOR_STAFF = {"models.py", "viewsets.py", "apps.py", "roles.py", "wagtail_hooks.py"}
LOCALES = ["zh_Hans", "zh_Hant", "ko", "vi"]  # Japanese is tested above, English is the msgids


def read_by_residents(room: str) -> set[tuple[str | None, str]]:
    """(context, msgid) of every text in the room that is not on a screen of staff."""
    readers = [(".py", in_code), (".py", in_f_strings), (".html", in_template)]
    files = [(f, read) for end, read in readers for f in (ROOT / room).rglob(f"*{end}") if not is_for_staff(f)]
    return {pair for f, read in files if "migrations" not in f.parts for pair in read(f) if pair[1]}


def is_for_staff(file: Path) -> bool:
    """By its name, or because it is part of Wagtail's screens."""
    return file.name in FOR_STAFF or bool(re.search(r"wagtail\.?admin", file.read_text()))


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sd]", text))


def test_every_language_that_residents_may_choose_is_tested_here():
    chosen = {to_locale(code) for code, _name in settings.RESIDENT_LANGUAGES}
    assert chosen == {"ja", "ja_Easy", "en", *LOCALES}


@pytest.mark.parametrize("room", FOR_RESIDENTS)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_that_residents_read_has_every_language(room, locale):
    have = messages(ROOT / room / f"locale/{locale}/LC_MESSAGES/django.po")
    assert {key for key, message in have.items() if message.fuzzy or not all(strings(message))} == set()
    assert set(have) == read_by_residents(room), "texts that are missing, or that nobody asks for any more"
    wrong = [
        key for key, m in have.items() if {*map(str, map(placeholders, strings(m)))} != {str(placeholders(key[1]))}
    ]
    assert wrong == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_language_is_not_another_one(locale):
    """Kana stand in Japanese alone, hangul in Korean, and each of the two Chinese has signs the other has not."""
    said = "".join("".join(strings(m)) for room in FOR_RESIDENTS
                   for m in messages(ROOT / room / f"locale/{locale}/LC_MESSAGES/django.po").values())  # fmt: skip
    assert not re.search(r"[\u3041-\u3096\u30a1-\u30fa]", said)
    assert bool(re.search(r"[\uac00-\ud7a3]", said)) == (locale == "ko")
    assert bool(re.search(r"[选设请]", said)) == (locale == "zh_Hans")
    assert bool(re.search(r"[選設請]", said)) == (locale == "zh_Hant")


def test_the_reader_of_templates_does_find_texts():
    assert len(asked(".html", in_template)) > 200
