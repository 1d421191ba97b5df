"""The screens where staff spend their day, in a browser: axe finds nothing, and a phone shows every word."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.db import connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from linebridge.delivery.models import Delivery
from linebridge.friends import models as friends
from linebridge.liff.models import Greeting
from linebridge.questions import models as questions
from linebridge.richmenus.models import MenuSet
from linebridge.segments import models as segments
from site_pages.articles.models import ArticleImport
from site_pages.content.models import Category, TakenDown
from tests.browser import WIDTHS
from tests.house.staff_samples import make_samples
from tests.house.test_japanese import sign_in

pytestmark = pytest.mark.journey
PHONE, DESK = min(WIDTHS), max(WIDTHS)
# Scripts that came with the page have run, and the browser has drawn what they made.
DRAWN = "() => new Promise((drawn) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(drawn)), 50))"
# What a reader cannot read: words outside the screen, and words that a box around them cuts. A box that one can scroll
# by keyboard shows them in turn. Words for screen readers only are one pixel large.
CUT = """() => {
  const hides = (overflow) => overflow === "hidden" || overflow === "clip";
  const found = new Set();
  const width = document.documentElement.clientWidth;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const words = texts.currentNode.textContent.trim();
    const parent = texts.currentNode.parentElement;
    if (!words || parent.closest("script, style, template, svg, option")) continue;
    if (!parent.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const boxes = [];
    for (let box = parent; box && box !== document.documentElement; box = box.parentElement) boxes.push(box);
    const areas = boxes.map((box) => box.getBoundingClientRect());
    if (boxes.some((box, n) => areas[n].width <= 1 && getComputedStyle(box).overflow !== "visible")) continue;
    for (const line of range.getClientRects()) {
      const scrolled = boxes.some((box) => box.tabIndex >= 0 && getComputedStyle(box).overflowX === "auto");
      const outside = line.right > width + 1 || line.left < -1;
      const cut = boxes.some((box, n) => {
        const { overflowX, overflowY, display } = getComputedStyle(box);
        if (display === "inline") return false;
        const wide = line.right > areas[n].right + 2 || line.left < areas[n].left - 2;
        const high = line.bottom > areas[n].bottom + 3 || line.top < areas[n].top - 3;
        return (wide && overflowX !== "visible") || (high && hides(overflowY));
      });
      if (line.width > 1 && !scrolled && (outside || cut)) found.add(words.slice(0, 60));
    }
  }
  return [...found];
}"""


def of_editor(samples: dict[Any, Any]) -> list[str]:
    edit = reverse("wagtailadmin_pages:edit", args=[samples["line_delivery:test.page_id"]])
    return [
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_explore", args=[samples["parent_page_id"]]),
        reverse("wagtailadmin_pages:add_subpage", args=[samples["parent_page_id"]]),
        edit, f"{edit}#tab-line", reverse("wagtailadmin_pages:edit", args=[samples["parent_page_id"]]),
        reverse("wagtailadmin_pages:history", args=[samples["page_id"]]),
        reverse("wagtailimages:index"), reverse("wagtailimages:edit", args=[samples["image_id"]]),
        reverse("wagtaildocs:index"),
        *(_list(model) for model in (Delivery, Greeting, MenuSet, ArticleImport, TakenDown)),
        *(_list(model) for model in (segments.Segment, segments.FriendList, friends.Tester)),
        *(_list(model) for model in (questions.Question, questions.QuestionGroup, questions.District)),
        _of("add", segments.FriendList), _of("add", questions.QuestionGroup),
        reverse("line_questions_load"), reverse("line_questions_figures"), reverse("line_liff_poster"),
        _of("inspect", samples[Delivery]), _of("inspect", samples[ArticleImport]),
        _of("edit", samples[segments.Segment]), _of("edit", samples[questions.Question]),
        _of("add", ArticleImport), _of("add", friends.Tester),
        _of("add", MenuSet), _of("edit", samples[MenuSet]),
        reverse("line_richmenus:files", args=[samples["line_richmenus:files.pk"]]), reverse("line_richmenus:document"),
        reverse("line_delivery:halt", args=[samples["line_delivery:halt.pk"]]),
        reverse("line_delivery:test", args=[samples["line_delivery:test.page_id"], samples["line_delivery:test.key"]]),
    ]  # fmt: skip


def of_approver(samples: dict[Any, Any]) -> list[str]:
    return [
        reverse("approvals:list"),
        reverse("approvals:detail", args=[samples["approvals:detail.pk"]]),
        reverse("approvals:bundle", args=[samples["approvals:bundle.pk"]]),
        reverse("approvals:take_down", args=[samples["content_type"], samples["key"]]),
        reverse("wagtailadmin_pages:move_confirm", args=[samples["page_id"], samples["destination_id"]]),
        reverse("line_delivery:release", args=[samples["line_delivery:release.pk"]]),
        reverse("mfa_index"), reverse("mfa_view_recovery_codes"), reverse("mfa_list_webauthn"),
    ]  # fmt: skip


def of_administrator(samples: dict[Any, Any]) -> list[str]:
    user = samples["wagtailusers_users.pk"]
    names = (
        "wagtailusers_users:index", "wagtailusers_groups:index", "departments:index", "departments:add", "modes:index",
        "modes:add", "audit_log", "audit_verify", "operations_health", "line_gateway", "line_gateway_halt",
        "line_richmenus:rules",
        "mfa_activate_totp", "mfa_add_webauthn",
    )  # fmt: skip
    acts = ("edit", "reset_password", "sign_out")
    return [
        *(reverse(name) for name in names),
        *(reverse(f"wagtailusers_users:{act}", args=[user]) for act in acts),
        reverse("wagtailusers_groups:edit", args=[samples["wagtailusers_groups.pk"]]),
        _list(Category), _of("edit", Category.objects.first()),
        _list(segments.ReachLimit), _of("add", segments.ReachLimit), _of("edit", samples[segments.Segment]),
        _of("add", questions.District), reverse("line_questions_load_districts"),
        _of("delete", samples[TakenDown]),
    ]  # fmt: skip


def _list(model: Any) -> str:
    return _of("list", model)


def _of(act: str, target: Any) -> str:
    args = [] if isinstance(target, type) else [target.pk]
    return reverse(f"wagtailsnippets_{target._meta.app_label}_{target._meta.model_name}:{act}", args=args)


def tab_of(browser: Browser, live_server: Any, user: Any) -> Page:
    """A phone where this member of staff is signed in."""
    client = Client()
    sign_in(client, user)
    name = django_settings.SESSION_COOKIE_NAME
    phone = {"width": PHONE, "height": WIDTHS[PHONE]}
    context = browser.new_context(locale="ja-JP", viewport=phone, reduced_motion="reduce")
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return context.new_page()


def hidden(tab: Page) -> list[str]:
    """What cannot be read at this width."""
    extra = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"cut off: {words}" for words in tab.evaluate(CUT)] + ([f"{extra} px too wide"] if extra > 0 else [])


def violations(tab: Page) -> list[str]:
    found = Axe().run(tab, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:150]}" for each in found]


def look_at(tab: Page, url: str) -> list[str]:
    """Axe on the phone; what cannot be read there, and at a desk."""
    tab.set_viewport_size({"width": PHONE, "height": WIDTHS[PHONE]})
    answer = tab.goto(url)
    assert answer is None or answer.status == 200, url
    tab.evaluate(DRAWN)
    found = [f"phone, {each}" for each in violations(tab) + hidden(tab)]
    tab.set_viewport_size({"width": DESK, "height": WIDTHS[DESK]})
    return found + [f"desk, {each}" for each in hidden(tab)]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves a rendition's file open
def test_everything_can_be_read(own_town, live_server, settings, tmp_path, chromium_here):
    settings.MEDIA_ROOT, settings.HALT_FILE = str(tmp_path), tmp_path / "HALT"
    samples, found = make_samples(own_town), {}
    for name, screens in (("aoi", of_editor), ("ben", of_approver), ("admin", of_administrator)):
        tab = tab_of(chromium_here, live_server, own_town.users[name])
        found |= {url: wrong for url in screens(samples) if (wrong := look_at(tab, live_server.url + url))}
        tab.context.close()
    connections.close_all()  # those made beside Playwright's loop are seen from here only
    assert found == {}


def test_what_is_cut_off_would_be_seen(browser):
    tab = browser.new_page(viewport={"width": PHONE, "height": WIDTHS[PHONE]})
    tab.set_content("""<p style="white-space: nowrap">この一行は長くて画面の外まで続き、最後までは読めません。</p>
      <p style="width: 40px; overflow: hidden; white-space: nowrap">切れている言葉</p>
      <p style="height: 10px; overflow: hidden">下が<br>見えない</p><p>読める</p>""")
    expect(tab.get_by_text("読める")).to_be_visible()
    assert len(hidden(tab)) == 5
    tab.close()
