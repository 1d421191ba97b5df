"""The staff's screens for imports: choose files, look, import, ask for approval, approve."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, StatusTagColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.snippets.views.snippets import IndexView, InspectView

from cms.tables.read import FileRefused
from cms.users.reach import own_pages
from cms.users.scope import DepartmentScopedViewSet
from cms.workflow.refusal import ChangedSince
from site_pages.content.models import SectionPage

from . import approve_import, import_articles, work_on_import
from .models import ArticleImport

State = ArticleImport.State
LARGEST = 5 * 1024 * 1024  # bytes of all files of one import: about 3,000 articles, looked through within one request
LISTED = 50  # articles or problems on one page


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several; cleaned to a list."""

    widget = Files(attrs={"accept": ".csv,text/csv"})

    def clean(self, data: Any, initial: Any = None) -> list:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files]


class UploadForm(forms.Form):
    """Files and where their articles go. A file that cannot be read is told at once."""

    files = FilesField(  # type: ignore[assignment]  # the form's own `files` is set on each instance
        label=gettext_lazy("CSV files"),
        help_text=gettext_lazy(
            "The first row must name the columns. 記事タイトル and 記事本文 are needed; "
            "公開年月, カテゴリ and 発行号タイトル are used."
        ),
    )
    section: Any = forms.ModelChoiceField(
        SectionPage.objects.none(),
        label=gettext_lazy("section the articles go to"),
        empty_label=None,
        help_text=gettext_lazy("The department that looks after this section approves the articles."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user
        section: Any = self.fields["section"]
        section.queryset = SectionPage.objects.filter(own_pages(user)).order_by("path")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        files, section = cleaned.get("files"), cleaned.get("section")
        if files and sum(file.size for file in files) > LARGEST:
            self.add_error("files", _("The files are larger than 5 MB together. Choose fewer of them."))
        elif files and section:
            try:
                self.made = import_articles.begin([(file.name, file.read()) for file in files], section, self.user)
            except FileRefused as error:
                self.add_error("files", str(error))
        return cleaned


class UploadView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """The first step: choose files. What is in them is shown next, before anything is imported."""

    permission_policy: Any = None
    permission_required = "add"
    index_url_name: str | None = None
    page_title = gettext_lazy("Import articles")
    header_icon = "upload"

    # The viewset hands every view the form and the template of the model's own.
    def get_form_class(self) -> type[UploadForm]:
        return UploadForm

    def get_template_names(self) -> list[str]:
        return ["articles/upload.html"]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        lists = {"url": reverse(self.index_url_name), "label": _("Imports of articles")}
        return [*self.breadcrumbs_items, lists, {"url": "", "label": self.page_title}]

    def form_valid(self, form: UploadForm) -> HttpResponse:
        import_articles.look(form.made)
        return redirect(address(form.made))


class ImportIndexView(IndexView):
    """The way into an import is its own page; nothing is done to several at once."""

    add_item_label = gettext_lazy("Import articles")

    @property
    def columns(self) -> list[Column]:
        return [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]

    def get_edit_url(self, instance: ArticleImport) -> str:
        return address(instance)

    def get_list_more_buttons(self, instance: ArticleImport) -> list:
        return []


class ImportInspectView(InspectView):
    """One import: what is in it, how far it is, and the next step for the person in front of it."""

    page_title = gettext_lazy("Import of articles")

    def get_template_names(self) -> list[str]:
        wanted = self.request.headers.get("X-Requested-With") == "XMLHttpRequest"
        return ["articles/import_figures.html" if wanted else "articles/import.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        approve_import.settle(self.object)
        self.object.refresh_from_db()
        articles = self.object.articles.select_related("page", "request")
        listed = articles if self.object.state != State.PREVIEW else import_articles.sample(self.object)
        return super().get_context_data(**kwargs) | {
            "running": self.object.state in ArticleImport.RUNNING,
            "articles": Paginator(listed, LISTED).get_page(self.request.GET.get("p")),
            "problems": self._problems(),
            "may_import": user.has_perm("articles.add_articleimport"),
            "drafts": approve_import.drafts(self.object).count(),
            "waiting": approve_import.waiting(self.object).count(),
            "digest": approve_import.shown(self.object),
            "why_not": approve_import.why_not(self.object, user),
        }

    def _problems(self) -> Any:
        """One page of what to look at: what was not taken in first, and each with its article where there is one."""
        listed = sorted(self.object.problems, key=lambda problem: not problem["refused"])
        page = Paginator(listed, LISTED).get_page(self.request.GET.get("q"))
        rows = self.object.articles.filter(row__in={p["row"] for p in page} - {None}).select_related("page")
        found = {(article.file, article.row): article for article in rows}
        page.object_list = [p | {"article": found.get((p["file"], p["row"]))} for p in page]
        return page

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The next step was pressed."""
        acts = {"confirm": self._confirm, "discard": self._discard, "ask": self._ask}
        decisions = {"approve": self._approve, "send_back": self._send_back}
        name = request.POST.get("act", "")
        act = decisions.get(name) or acts.get(name)
        if act is None or (name in acts and not request.user.has_perm("articles.add_articleimport")):
            raise PermissionDenied
        try:
            return act() or redirect(address(self.object))
        except ChangedSince:
            messages.error(request, _("It changed after you looked at it. Please look again."))
        except ValidationError as error:
            return self.render_to_response(self.get_context_data(comment_error=" ".join(error.messages)), status=422)
        except (approve_import.NothingToApprove, PermissionDenied) as error:
            messages.error(request, str(error))
        return redirect(address(self.object))

    def _confirm(self) -> None:
        if import_articles.confirm(self.object):
            work_on_import.nudge(self.object.pk)

    def _discard(self) -> HttpResponse:
        ArticleImport.objects.filter(pk=self.object.pk, state=State.PREVIEW).delete()
        messages.success(self.request, _("Nothing was imported."))
        return redirect(self.index_url_name)

    def _ask(self) -> None:
        work_on_import.nudge(approve_import.ask(self.object, self.request.user).pk)

    def _approve(self) -> None:
        digest = self.request.POST.get("digest", "")
        work_on_import.nudge(approve_import.begin_approval(self.object, self.request.user, digest).pk)

    def _send_back(self) -> None:
        comment = self.request.POST.get("comment", "")
        work_on_import.nudge(approve_import.begin_sending_back(self.object, self.request.user, comment).pk)


class ArticleImportViewSet(DepartmentScopedViewSet):
    """Imports are made by uploading and are not edited afterwards."""

    model = ArticleImport
    icon = "upload"
    add_to_admin_menu = True
    menu_label = gettext_lazy("Imports of articles")
    menu_order = 204
    copy_view_enabled = False
    inspect_view_enabled = True
    add_view_class = UploadView
    index_view_class = ImportIndexView
    inspect_view_class = ImportInspectView
    ordering = ["-started_at", "-id"]
    list_display = [
        "__str__",
        StatusTagColumn("state", label=gettext_lazy("state"), accessor="get_state_display"),
        Column("section", label=gettext_lazy("section")),
        Column("total", label=gettext_lazy("articles found")),
        Column("added", label=gettext_lazy("added")),
        Column("refused", label=gettext_lazy("not taken in")),
        Column("approved_count", label=gettext_lazy("approved")),
    ]


def address(article_import: ArticleImport) -> str:
    """The page of one import in the admin."""
    return reverse("wagtailsnippets_articles_articleimport:inspect", args=[article_import.pk])
