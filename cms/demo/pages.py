"""The demo city's site: each page is written by its editor, submitted, and approved by somebody else."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from wagtail.models import Page

from cms.demo import texts
from cms.users.models import Department, User
from cms.workflow.approve import approve
from cms.workflow.fingerprint import digest, parts
from cms.workflow.submit import submit
from linebridge.delivery.models import LineMessageIndexPage
from site_pages.content.found import found
from site_pages.content.models import AnnouncementPage, Category, FAQIndexPage, FAQPage, HomePage, SectionPage

Say = Callable[[str], Any]
APPROVER_OF = {"aoi": "ben", "chika": "dan", "emi": "admin"}


def go_live(obj: Any, author: User, approver: User) -> None:
    """Save what `author` wrote, submit it, and let `approver` approve exactly that."""
    obj.save_revision(user=author)
    state = submit(obj, author)
    task_state = state.current_task_state.specific
    shown = digest(parts(task_state.revision.as_object()))
    approve(task_state, approver, shown)


def make_site(departments: dict[str, Department], users: dict[str, User], say: Say) -> HomePage:
    """Front page, sections and everything below, live."""
    for order, name in enumerate(texts.CATEGORIES):
        Category.objects.get_or_create(name=name, defaults={"order": order})
    home = _make_home(departments["koho"], users)
    sections = _make_sections(home, departments, users)
    for row in (*texts.ANNOUNCEMENTS, texts.URGENT):
        make_announcement(sections[row[0]], row, users)
        say(f"  {row[1]}")
    _make_questions(home, departments["koho"], users)
    _make_message_folders(departments)
    return home


def _make_home(department: Department, users: dict[str, User]) -> HomePage:
    home = found(settings.CITY_NAME, "localhost", settings.PORT, department)
    home.summary = f"{settings.CITY_NAME}の公式サイトです。くらしの手続き、子育て、防災の情報をお届けします。"
    go_live(home, users["aoi"], users["ben"])
    home.refresh_from_db()
    return home


def _make_sections(
    home: HomePage, departments: dict[str, Department], users: dict[str, User]
) -> dict[str, SectionPage]:
    editors = {"koho": "aoi", "kosodate": "chika", "kiki": "emi"}
    made = {}
    for slug, title, summary, code in texts.SECTIONS:
        page = SectionPage(
            title=title, slug=slug, summary=summary, department=departments[code], live=False, show_in_menus=True
        )
        home.add_child(instance=page)
        departments[code].pages.add(page)
        author = users[editors[code]]
        go_live(page, author, users[APPROVER_OF[author.username]])
        page.refresh_from_db()
        made[slug] = page
    return made


def make_announcement(section: SectionPage, row: tuple, users: dict[str, User]) -> AnnouncementPage:
    """One announcement of `texts.py`, written, approved and live."""
    _slug, title, summary, category, urgent, author, paragraphs = row
    body = [
        ("heading", {"text": text, "level": "2"}) if kind == "h" else ("paragraph", f"<p>{text}</p>")
        for kind, text in paragraphs
    ]
    page = AnnouncementPage(
        title=title,
        summary=summary,
        category=Category.objects.get(name=category),
        department=users[author].department,
        urgent=urgent,
        body=_as_stream(body),
        live=False,
        owner=users[author],
    )
    section.add_child(instance=page)
    go_live(page, users[author], users[APPROVER_OF[author]])
    return page


def _as_stream(body: list[tuple[str, Any]]) -> Any:
    from wagtail.rich_text import RichText

    return [(kind, RichText(value) if kind == "paragraph" else value) for kind, value in body]


def _make_questions(home: HomePage, department: Department, users: dict[str, User]) -> None:
    index = FAQIndexPage(
        title="よくある質問",
        slug="faq",
        summary="市民の皆さんからよくいただく質問です。",
        department=department,
        live=False,
        show_in_menus=True,
    )
    home.add_child(instance=index)
    go_live(index, users["aoi"], users["ben"])
    index.refresh_from_db()
    for title, wordings, answer, category in texts.QUESTIONS:
        page = FAQPage(
            title=title,
            other_wordings=wordings,
            answer=f"<p>{answer}</p>",
            category=Category.objects.get(name=category),
            department=department,
            live=False,
        )
        index.add_child(instance=page)
        go_live(page, users["aoi"], users["ben"])


def _make_message_folders(departments: dict[str, Department]) -> None:
    root = Page.get_first_root_node()
    top = LineMessageIndexPage(title="LINEだけのお知らせ", slug="line")
    root.add_child(instance=top)
    for code, department in departments.items():
        folder = LineMessageIndexPage(title=department.name, slug=code)
        top.add_child(instance=folder)
        department.pages.add(folder)
