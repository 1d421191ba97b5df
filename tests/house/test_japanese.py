"""No English is left in front of staff: every screen of the resolver is opened as each role and its text is read."""

import re
import time
from collections import defaultdict
from pathlib import Path

import pytest
from allauth.account.internal.userkit import user_id_to_str
from bs4 import BeautifulSoup, Comment
from django.apps import apps
from wagtail.models import Page

from cms.audit.actions import names
from site_pages.content.models import Category
from tests.admin_urls import address, screens
from tests.house.staff_samples import make_samples

ROLES = ("nobody", "aoi", "ben", "admin", "auditor")
TURNED_AWAY = re.compile(r".*/admin/$|/accounts/(login|reauthenticate|2fa/reauthenticate)/\?next=")
# Names and field terms that Japanese staff read in Latin letters.
EXCEPTED = {
    "LINE", "LIFF", "CSV", "XLSX", "JSON", "URL", "URI", "HTML", "PDF", "API", "Kairan", "Wagtail", "Excel", "QR",
    "JPEG", "PNG", "GIF", "SVG", "Ctrl", "Shift", "Alt", "Esc", "Enter", "Tab", "Atom", "RSS", "ASCII", "UTF",
    "PostgreSQL", "SQLite", "Redis", "Webhook", "SHA", "JavaScript", "JPG", "WEBP",
    "PIN", "Google", "Microsoft", "Authenticator",
}  # fmt: skip
DATA = re.compile(
    r"https?://\S+|\S+@\S+|[\w./-]+\.(?:jpg|jpeg|png|pdf|csv|xlsx|txt|svg)\b|/[\w/%.?=&-]+|<[^>]*>|[0-9a-f]{8,}"
)
WORD = re.compile(r"[A-Za-z][A-Za-z'’-]{2,}")
# Closed on purpose: why → how the names of the screens begin.
CLOSED: dict[str, tuple[str, ...]] = {
    "accounts and passwords are made and reset by the administrator, never by oneself": (
        "account_signup", "account_email", "account_reset_password", "account_set_password",
        "wagtailadmin_password_reset", "admin/^.*/$",
    ),
    "the one workflow is written in code": ("wagtailadmin_workflows:",),
    "the site is set up once, by the deployment": ("wagtailsites:", "wagtailsettings:"),
    "redirects are made by moving and renaming pages": ("wagtailredirects:",),
    "no page type is a form of Wagtail's": ("wagtailforms:",),
    "collections come and go with their departments": ("wagtailadmin_collections:",),
    "each kind of snippet has its own entry in the menu": ("wagtailsnippets:index",),
    "addresses of resized images are made by templates only": ("wagtailimages:url_generator",),
    "tests of Wagtail's error pages": ("wagtailadmin_error_test", "admin/test404/"),
    "Wagtail's scripts ask these and nobody reads the answer": (
        "wagtailadmin_api:", "wagtailadmin_editing_sessions:", "wagtailadmin_block_preview",
    ),
    "a delivery is read and acted upon, never typed in": (
        *(f"wagtailsnippets_line_delivery_delivery:{act}" for act in ("add", "edit", "delete", "usage", "history")),
        "wagtailsnippetchoosers_line_delivery_delivery:create",
    ),
    "an import is carried through on its own page": tuple(
        f"wagtailsnippets_articles_articleimport:{act}" for act in ("edit", "delete", "usage")
    ),
    "taking a page down makes the row": (
        "wagtailsnippets_content_takendown:add", "wagtailsnippetchoosers_content_takendown:create",
    ),
    "districts are part of answers: they are retired, never deleted": (
        "wagtailsnippets_line_questions_district:delete",
    ),
    "a test phone is enrolled and removed, not edited": tuple(
        f"wagtailsnippets_line_friends_tester:{act}" for act in ("edit", "usage")
    ),
    "what residents read is ended on the screen for that, and only pages are locked": tuple(
        f"wagtailsnippets_{kind}:{act}" for kind in (
            "line_liff_greeting", "line_questions_question", "line_questions_questiongroup", "line_richmenus_menuset",
        )
        for act in ("revisions_unschedule", "unpublish", "lock", "unlock")
    ),
    "accounts end by their date, and the roles are those of the house": (
        "wagtailusers_users:delete", "wagtailusers_groups:add", "wagtailusers_groups:delete",
    ),
}  # fmt: skip


def words_left(html: str, known: set[str]) -> set[str]:
    """English words that a person would see or hear on this page."""
    soup = BeautifulSoup(html, "html.parser")
    for element in soup(["script", "style", "template", "code", "pre", "svg"]):
        element.decompose()
    # The last is a submit button that Wagtail hides from the eye and names in its template, beyond any catalogue.
    for element in soup.select("[hidden], [data-english-is-data], [lang=en], .submit.w-sr-only"):
        element.decompose()
    texts = [str(t) for t in soup.find_all(string=True) if not isinstance(t, Comment)]
    for element in soup.find_all(True):
        texts += [element.get(a, "") for a in ("aria-label", "title", "alt", "placeholder")]
        if element.name == "input" and element.get("type") in ("submit", "button"):
            texts.append(element.get("value", ""))
    text = DATA.sub(" ", "\n".join(texts))
    words = {w.rstrip("-") for w in WORD.findall(text)}
    return {w for w in words if w not in EXCEPTED and w not in known and w.upper() not in EXCEPTED}


@pytest.fixture
def samples(town, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    settings.HALT_FILE = tmp_path / "HALT"
    return make_samples(town)


def known_words(town) -> set[str]:
    """Latin words that are data: names of accounts, models and addresses."""
    texts = [f"{u.username} {u.email}" for u in town.users.values()]
    texts += [f"{d.code} {d.email}" for d in town.departments.values()]
    texts += [f"{m._meta.model_name} {m._meta.app_label}" for m in apps.get_models()]
    texts += [c.slug for c in Category.objects.all()] + [p.slug for p in Page.objects.all()]
    texts += ["Welcome to your new Wagtail site"]  # a page that Wagtail makes, in the history
    return {word for text in texts for word in WORD.findall(text)}


def sign_in(client, user) -> None:
    """As somebody who has just given the password, so that no screen asks for it again."""
    client.logout()
    if user is None:
        return
    client.force_login(user, "cms.users.sign_in.StaffBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "username": user.username}]
    session["account_authentication_methods_user"] = user_id_to_str(user)
    session.save()


def shown_by(response) -> str:
    """What a person gets to read of an answer."""
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("text/html"):
        return response.content.decode()
    found = response.json() if kind.startswith("application/json") else {}
    return found.get("html", "") if isinstance(found, dict) else ""


def visit(client, town, samples) -> tuple[dict[str, set], dict[str, list[str]]]:
    """Every screen as each role: name → answers, and address → English words."""
    known, answers, english = known_words(town), defaultdict(set), {}
    for role in ROLES:
        user = town.users.get(role)
        sign_in(client, user)
        for screen in screens():
            url = address(screen, samples)
            if url is None or is_closed(screen):
                continue
            if (user and screen.name == "account_logout") or (not user and screen.route.startswith("admin/")):
                continue
            response = client.get(url)
            if "logout" in screen.name:
                sign_in(client, user)
            turned_away = TURNED_AWAY.match(response.headers.get("Location", ""))
            answers[screen.key].add("refused" if turned_away else response.status_code)
            if left := words_left(shown_by(response), known):
                english[f"{role} {url}"] = sorted(left)
    return answers, english


def is_closed(screen) -> bool:
    return screen.key.startswith(tuple(begin for begins in CLOSED.values() for begin in begins))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves a rendition's file open
def test_every_staff_screen_is_japanese_for_each_role(town, samples, client):
    answers, english = visit(client, town, samples)
    unseen = {
        s.key: answers.get(s.key, "no address")
        for s in screens()
        if not is_closed(s) and not answers.get(s.key, set()) & {200, 302, 405}
    }
    wrong = [f"{name}: {found}" for name, found in (english | unseen).items()]
    assert wrong == [], "\n".join(wrong)


def test_the_reader_of_english_does_find_it():
    assert words_left('<p>保存 <a aria-label="Edit page">x</a> Save draft</p>', set()) == {
        "Edit",
        "page",
        "Save",
        "draft",
    }


def test_every_action_that_is_recorded_has_a_name_for_the_audit_log():
    rooms = [path for folder in ("cms", "site_pages", "linebridge") for path in Path(folder).rglob("*.py")]
    recorded = {
        a for path in rooms for a in re.findall(r'\b(?:record|audit)\(\s*"([a-z_]+\.[a-z_]+)"', path.read_text())
    }
    assert recorded - set(names()) == set()


def test_the_excepted_words_are_few():
    assert len(EXCEPTED) <= 40
