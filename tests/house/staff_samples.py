"""One row of everything that a staff screen may ask for, made by the verbs that staff use."""

import base64
from datetime import timedelta
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Task, UploadedFile, Workflow

from cms.demo import residents
from cms.modes.switch import switch_on
from cms.users.models import Role
from cms.users.roles import group_of
from cms.workflow.submit import open_bundle, submit
from cms.workflow.take_down import take_down
from linebridge.delivery.halt import halt
from linebridge.delivery.models import AnnouncementInstruction, Delivery
from linebridge.delivery.plan import plan
from linebridge.delivery.start import start
from linebridge.friends.enrol import enrol, new_code
from linebridge.friends.models import Friend, Tester
from linebridge.liff.models import Greeting
from linebridge.questions.models import District, Question, QuestionGroup
from linebridge.richmenus.models import MenuSet, Original, Target, write_tabs
from linebridge.richmenus.start_from import divided
from linebridge.segments.models import FriendList, ReachLimit, Segment
from site_pages.articles.import_articles import begin, carry_on, confirm, look
from site_pages.articles.models import ArticleImport
from site_pages.content.models import TakenDown

ARTICLE = "記事タイトル,記事本文\n図書館の休館日,12月1日は休館します。\n".encode()


def make_samples(town: Any) -> dict[str, Any]:
    """Keyword, or "name or namespace of screens" + "." + keyword, or model → what stands in the address there."""
    residents.make_questions(town.departments, town.users)
    residents.make_segments(town.departments)
    friends = [Friend.objects.create(line_user_id=f"U{n:032x}") for n in range(3)]
    for user, phone in zip((town.aoi, town.ben), friends, strict=False):
        enrol(phone, new_code(user).code)
    switch_on("drill", town.admin, "避難訓練")
    return _pages(town) | _deliveries(town) | _snippets(town) | _menus(town) | _files(town) | _accounts(town)


def _pages(town: Any) -> dict[str, Any]:
    """`changed` is live and waits for the approval of a correction; `ended` was taken down."""
    changed = town.publish(town.write("公開中のお知らせ"))
    first = changed.latest_revision_id
    bundle = open_bundle("まとめて依頼", town.aoi)
    changed.title = "訂正を待つお知らせ"
    state = _ask_again(changed, town.aoi, bundle)
    ended = town.publish(town.write("終わったお知らせ"))
    take_down(ended, town.ben, "中止になりました。")
    draft = town.write("下書きのお知らせ")
    alias = town.publish(town.write("元のお知らせ")).create_alias(parent=town.news, update_slug="onaji")
    kind = ContentType.objects.get_for_model(changed)
    task, compared = state.current_task_state_id, "wagtailadmin_pages:revisions_compare."
    return {
        "page_id": changed.pk, "page_pk": changed.pk, "pk": changed.pk, "object_id": changed.pk,
        "parent_page_id": town.news.pk, "page_to_move_id": changed.pk, "destination_id": town.home.pk,
        "revision_id": changed.latest_revision_id, "wagtailadmin_pages:convert_alias.page_id": alias.pk,
        compared + "0": changed.pk, compared + "1": first, compared + "2": changed.latest_revision_id,
        "workflow_state_id": state.pk, "task_id": Task.objects.first().pk, "task_state_id": task,
        "approvals:detail.pk": task, "approvals:preview.pk": task, "approvals:bundle.pk": bundle.pk,
        "content_type": kind.pk, "key": str(changed.pk),
        "content_type_app_name": "content", "content_type_model_name": "announcementpage",
        "app_label": "wagtailcore", "model_name": "page", "action": "delete", "action_name": "approve",
        "wagtail_bulk_action?": f"id={changed.pk}&next=/admin/",
        "wagtailadmin_pages:choose_parent.app_label": "content",
        "wagtailadmin_pages:choose_parent.model_name": "announcementpage",
        "app_name": "taggit", "wagtailadmin_tag_model_autocomplete.model_name": "tag",
        "wagtailadmin_pages:delete.page_id": draft.pk, "wagtailadmin_pages:move.page_to_move_id": draft.pk,
        TakenDown: TakenDown.objects.get(path__contains=ended.slug),
    }  # fmt: skip


def _ask_again(obj: Any, user: Any, bundle: Any = None) -> Any:
    obj.save_revision(user=user)
    return submit(type(obj).objects.get(pk=obj.pk), user, bundle)


def _deliveries(town: Any) -> dict[str, Any]:
    """One that waits for its time, one that is being sent, one that was halted."""
    rows = {name: _delivery(town, name) for name in ("予定", "配信中", "停止")}
    for name in ("配信中", "停止"):
        start(rows[name].pk)
    halt(rows["停止"], town.aoi)
    draft = AnnouncementInstruction.objects.first()
    acts = "line_delivery:"
    return {
        Delivery: rows["配信中"], acts + "halt.pk": rows["配信中"].pk, acts + "progress.pk": rows["配信中"].pk,
        acts + "cancel.pk": rows["予定"].pk, acts + "release.pk": rows["停止"].pk,
        acts + "test.page_id": draft.page_id, acts + "test.key": draft.key,
    }  # fmt: skip


def _delivery(town: Any, title: str) -> Delivery:
    page = town.write(title)
    at = timezone.now() + timedelta(days=1) if title == "予定" else None
    row = AnnouncementInstruction(audience="everyone", when="at" if at else "now", at=at)
    row.clean()
    page.line_instructions.add(row)
    plan(town.publish(page).pk)
    return Delivery.objects.get(title=title)


def _snippets(town: Any) -> dict[str, Any]:
    """Question and greeting are public, each with a correction that waits; two imports, before and after."""
    question, greeting = Question.objects.first(), Greeting.objects.first()
    koho = town.departments["koho"]
    group = QuestionGroup(wording={"ja": "くらし"}, department=koho)
    group.save()
    group = town.publish(group)
    question.order, greeting.name, group.order = 50, "新しいあいさつ", 50
    found: dict[Any, Any] = {}
    for row in (question, greeting, group):
        first = row.latest_revision_id
        state = _ask_again(row, town.aoi)
        found |= _of_approved(type(row).objects.get(pk=row.pk), state, first)
    made = begin([("a.csv", ARTICLE)], town.news, town.aoi)
    look(made)
    confirm(made)
    carry_on(made.pk)
    segment = Segment.objects.filter(department=koho).first()
    return found | {
        ArticleImport: made, Segment: segment, Tester: Tester.objects.first(),
        "wagtailsnippets_line_segments_segment:find?": "leaf=district&field=ids&words=a",
        District: District.objects.create(name={"ja": "青葉区"}, code="04101"),
        FriendList: FriendList.objects.create(name="講座の参加者", department=koho, purpose="講座の連絡"),
        ReachLimit: ReachLimit.objects.create(role=Role.objects.get(key="editor"), most=1000),
    }  # fmt: skip


def _menus(town: Any) -> dict[Any, Any]:
    """A set of two tabs that is public, with a correction that waits and a designer's original."""
    menu = MenuSet(name="くらしのメニュー", department=town.departments["koho"], chat_bar_text="メニュー")
    words = [(word, "garbage", Target("text", word)) for word in ("ごみ", "子育て", "防災")]
    menu.tabs = write_tabs(divided(menu, [("メイン", words), ("防災", words)]))
    menu.save()
    menu = town.publish(menu)
    first, menu.name = menu.latest_revision_id, "くらしのメニュー（新）"
    state = _ask_again(menu, town.aoi)
    kept = Original(menu_set=menu, name="元.svg", kind="svg", size=11, uploaded_by=town.aoi)
    kept.file.save("元.svg", ContentFile(b"<svg></svg>"))
    screens = "line_richmenus:"
    return _of_approved(MenuSet.objects.get(pk=menu.pk), state, first) | {
        f"{screens}picture?": f"tab={menu.tabs[0]['key']}", f"{screens}ready.key": "main", f"{screens}find?": "words=a",
        **{f"{screens}{name}.pk": menu.pk for name in (
            "files", "original", "remove_original", "export_svg", "export_png", "export_jpg")},
        **{f"{screens}export_{form}.tab": menu.tabs[0]["key"] for form in ("svg", "png", "jpg")},
        f"{screens}original.original": kept.pk, f"{screens}remove_original.original": kept.pk,
    }  # fmt: skip


def _of_approved(row: Any, state: Any, first: int) -> dict[Any, Any]:
    screens = f"wagtailsnippets_{row._meta.app_label}_{row._meta.model_name}."
    return {
        type(row): row, screens + "revision_id": row.latest_revision_id, screens + "revision_id_a": first,
        screens + "revision_id_b": row.latest_revision_id, screens + "workflow_state_id": state.pk,
        screens + "task_state_id": state.current_task_state_id,
    }  # fmt: skip


def _files(town: Any) -> dict[str, Any]:
    own = town.departments["koho"].collection
    picture = Image(title="市役所", file=get_test_image_file(), uploaded_by_user=town.aoi, collection=own)
    picture.save()
    paper = Document(title="案内", file=ContentFile(b"%PDF-1.4", name="annai.pdf"), collection=own)
    paper.save()
    uploaded = {
        kind: UploadedFile.objects.create(
            for_content_type=ContentType.objects.get_for_model(kind), uploaded_by_user=town.aoi, file=file
        ).pk
        for kind, file in ((Image, get_test_image_file()), (Document, ContentFile(b"%PDF-1.4", name="b.pdf")))
    }
    return {
        "image_id": picture.pk, "filter_spec": "max-100x100", "doc_id": paper.pk, "document_id": paper.pk,
        "wagtailimages_chooser.pk": picture.pk, "wagtaildocs_chooser.pk": paper.pk,
        "wagtailadmin_api:images.pk": picture.pk, "wagtailadmin_api:documents.pk": paper.pk,
        "wagtailimages.uploaded_file_id": uploaded[Image], "wagtaildocs.uploaded_file_id": uploaded[Document],
        "collection_id": own.pk, Collection: own,
    }  # fmt: skip


def _accounts(town: Any) -> dict[str, Any]:
    """Ben has every kind of second factor."""
    TOTP.activate(town.ben, generate_totp_secret())
    RecoveryCodes.activate(town.ben)
    key = WebAuthn.add(town.ben, "鍵", _passkey()).instance
    redirect = Redirect.objects.create(old_path="/furui", redirect_page=town.news)
    return {
        "wagtailusers_users.pk": town.aoi.pk, "wagtailusers_groups.pk": group_of("editor").pk,
        "mfa_remove_webauthn.pk": key.pk, "mfa_edit_webauthn.pk": key.pk, "redirect_id": redirect.pk,
        "workflow_pk": Workflow.objects.filter(active=True).first().pk,
    }  # fmt: skip


def _passkey() -> dict[str, Any]:
    """What a browser answers when somebody registers a new passkey."""
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    credential = AttestedCredentialData.create(bytes(16), b"credential", public)
    data = AuthenticatorData.create(bytes(32), AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT, 0, credential)
    seen = CollectedClientData.create("webauthn.create", b"challenge", "http://testserver")
    answer = {"clientDataJSON": bytes(seen), "attestationObject": bytes(AttestationObject.create("none", data, {}))}
    return {
        "id": _url_safe(b"credential"), "rawId": _url_safe(b"credential"), "type": "public-key",
        "response": {name: _url_safe(value) for name, value in answer.items()}, "clientExtensionResults": {},
    }  # fmt: skip


def _url_safe(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
