"""Import articles as drafts, a few rows in each transaction. The rows remember how far it got: `carry_on` goes on from
wherever it stopped, and the same row of a file is never taken twice, by whichever file or process it comes again.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext as _
from import_export import fields, resources, results

from cms.audit.write import record
from cms.tables.read import FileRefused, Row, decode
from cms.tables.read import rows as rows_of
from cms.users.departments import department_of
from site_pages.content.models import AnnouncementPage, Category
from site_pages.content.represent import PointedTo

from . import read_articles
from .compose import compose
from .models import ArticleImport, ArticleSource, ImportedArticle
from .read_articles import COLUMNS, key_of

CHUNK = 50  # rows in one transaction at most
SECONDS = 0.1  # how long one transaction may hold SQLite's only lock; a webhook then waits for a fifth of a second
PAUSE = 0.05  # seconds between two, so that a webhook or an editor gets the lock
KEPT_PROBLEMS = 2000
NUMBER = "#"  # column of the dataset that carries the row's number
PLACED = {"path", "depth", "numchild", "url_path", "slug", "content_type", "locale", "translation_key", "draft_title"}


def begin(files: Iterable[tuple[str, bytes]], section: Any, user: Any = None) -> ArticleImport:
    """Take in files as (name, bytes) for `section`, without importing anything yet.

    A file that cannot be read is a problem of the import; FileRefused if that goes for all of them.
    """
    sources: list[ArticleSource] = []
    problems = []
    for name, data in files:
        try:
            text, encoding = decode(data)
            count = len(rows_of(text, COLUMNS))
            sources.append(ArticleSource(name=_unused(name[:200], sources), encoding=encoding, text=text, rows=count))
        except FileRefused as error:
            problems.append(problem(name, None, "", str(error), refused=True))
    if not sources:
        reasons = [f"{p['file']}: {p['reason']}" for p in problems]
        raise FileRefused("\n".join(reasons) or _("No file was given."))
    with transaction.atomic():
        made = ArticleImport.objects.create(
            section=section,
            department=department_of(section),
            started_by=user,
            total=sum(source.rows for source in sources),
            problems=problems,
        )
        for source in sources:
            source.article_import = made
            source.save()
    return made


def look(article_import: ArticleImport) -> None:
    """Go through every row without storing an article, and keep counts and problems for the preview."""
    resource, counts = ArticleResource(article_import), dict.fromkeys(("added", "already", "refused"), 0)
    problems = [p for p in article_import.problems if p["row"] is None]
    for source in article_import.sources.all():
        outcome = resource.take(source, rows_of(source.text, COLUMNS), dry_run=True)
        problems += outcome.problems
        for name in counts:
            counts[name] += getattr(outcome, name)
    article_import.problems = problems[:KEPT_PROBLEMS]
    for name, count in counts.items():
        setattr(article_import, name, count)
    article_import.save()


def sample(article_import: ArticleImport, count: int = 20) -> list[dict[str, Any]]:
    """The first articles as they would stand: `{title, issued, category, html}`, for the preview."""
    found: list[dict[str, Any]] = []
    for source in article_import.sources.all():
        for row in rows_of(source.text, COLUMNS):
            try:
                article = read_articles.understand(row)
            except ValueError:
                continue
            body = compose(article.text, article.issue).body
            pointed = PointedTo(body)
            html = [block["html"] for raw in body if (block := pointed.block(raw, None))]
            found.append({"title": article.title, "issued": article.issued, "category": article.category, "html": html})
            if len(found) == count:
                return found
    return found


def confirm(article_import: ArticleImport) -> bool:
    """From here on it is imported. False if it was confirmed before."""
    fresh = ArticleImport.objects.filter(pk=article_import.pk, state=ArticleImport.State.PREVIEW)
    problems = [p for p in article_import.problems if p["row"] is None]
    started = fresh.update(
        state=ArticleImport.State.READING,
        done=0,
        to_do=article_import.total,
        added=0,
        already=0,
        refused=0,
        problems=problems,
    )
    return bool(started)


def carry_on(
    pk: int, progress: Callable[[ArticleImport], None] | None = None, until: float | None = None
) -> ArticleImport:
    """Import what is left of a confirmed import; `progress` is called after each transaction.

    `until` (of the monotonic clock) is when it stops by itself.
    """
    read: dict[int, list[Row]] = {}
    while _next_chunk(pk, read):
        if progress:
            progress(ArticleImport.objects.get(pk=pk))
        if connection.vendor == "sqlite":
            time.sleep(PAUSE)
        if until is not None and time.monotonic() > until:
            break
    return ArticleImport.objects.get(pk=pk)


@transaction.atomic
def _next_chunk(pk: int, read: dict[int, list[Row]]) -> bool:
    """One transaction's worth of rows. False when nothing is left. `read` keeps the file at hand for the next one."""
    article_import = ArticleImport.objects.select_for_update().get(pk=pk)
    if article_import.state != ArticleImport.State.READING:
        return False
    source = next((s for s in article_import.sources.defer("text") if s.done < s.rows), None)
    if source is None:
        _finish(article_import)
        return False
    if source.pk not in read:
        read.clear()
        read[source.pk] = rows_of(source.text, COLUMNS)
    rows = read[source.pk][source.done : source.done + CHUNK]
    outcome = ArticleResource(article_import).take(source, rows, dry_run=False)
    source.done += outcome.done
    source.save(update_fields=["done"])
    article_import.done += outcome.done
    article_import.added += outcome.added
    article_import.already += outcome.already
    article_import.refused += outcome.refused
    article_import.problems = [*article_import.problems, *outcome.problems][:KEPT_PROBLEMS]
    article_import.save()
    return True


def _finish(article_import: ArticleImport) -> None:
    article_import.state = ArticleImport.State.DRAFTS
    article_import.save()
    article_import.sources.update(text="")  # the drafts have it now
    counts = {"already": article_import.already, "refused": article_import.refused}
    record(
        "content.import", actor=article_import.started_by, obj=article_import, count=article_import.added, rows=counts
    )


def problem(file: str, row: int | None, column: str, reason: str, *, refused: bool, title: str = "") -> dict[str, Any]:
    """One line of the list of problems. Without a row it concerns the file; not refused: taken in, with a warning."""
    return {"file": file, "row": row, "title": title, "column": column, "reason": reason, "refused": refused}


def _unused(name: str, sources: list[ArticleSource]) -> str:
    names, number = {source.name for source in sources}, 2
    unused = name
    while unused in names:
        unused, number = f"{name} ({number})", number + 1
    return unused


class Outcome:
    """What became of some rows: how many were dealt with, added, there already, refused, and the problems."""

    def __init__(self) -> None:
        self.done = self.added = self.already = self.refused = 0
        self.problems: list[dict[str, Any]] = []


class ArticleResource(resources.ModelResource):
    """How a row becomes an announcement, for the preview and for the import itself."""

    title = fields.Field(column_name=read_articles.TITLE, attribute="title")

    class Meta:
        model = AnnouncementPage
        fields = ("title",)
        import_id_fields = ()
        clean_model_instances = True
        use_transactions = False  # the caller has one
        skip_diff = True

    def __init__(self, article_import: ArticleImport):
        super().__init__()
        self.article_import = article_import
        self.seen: set[str] = set()
        self._look_up()

    def _look_up(self) -> None:
        self.section = type(self.article_import.section.specific).objects.get(pk=self.article_import.section_id)
        self.categories = {category.name: category for category in Category.objects.all()}

    def take(self, source: ArticleSource, rows: list[Row], *, dry_run: bool) -> Outcome:
        """Import `rows` one by one until they or the time of one transaction are used up (a dry run takes all)."""
        outcome, until = Outcome(), time.monotonic() + SECONDS
        self.source, self.outcome = source, outcome
        known = ImportedArticle.objects.filter(key__in=[key_of(row) for row in rows]).values_list("key", flat=True)
        self.seen.update(known)
        for row in rows:
            self._take_one(row, dry_run)
            outcome.done += 1
            if not dry_run and time.monotonic() > until:
                break
        return outcome

    def _take_one(self, row: Row, dry_run: bool) -> None:
        self.row = row
        if key_of(row) in self.seen:
            self.outcome.already += 1
            return
        data = tablib.Dataset([row.values.get(read_articles.TITLE, "")], headers=[read_articles.TITLE])
        result = self.import_data(data, dry_run=dry_run, raise_errors=False)
        [found] = result.invalid_rows or result.rows
        if isinstance(found, results.InvalidRow):
            self._refuse(found.error)
        elif found.errors:
            self._refuse(found.errors[0].error)
        else:
            self.seen.add(key_of(row))
            self.outcome.added += 1
            self.outcome.problems += [self._problem("", text, refused=False) for text in self.warnings]

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, OperationalError | InterfaceError):
            raise error  # the database, not the row: the whole transaction is done again later
        self.outcome.refused += 1
        self.outcome.problems += [self._problem(column, reason, refused=True) for column, reason in _reasons(error)]

    def _problem(self, column: str, reason: str, *, refused: bool) -> dict[str, Any]:
        title = " ".join(self.row.values.get(read_articles.TITLE, "").split())[:100]
        return problem(self.source.name, self.row.number, column, reason, refused=refused, title=title)

    def get_instance(self, instance_loader, row):
        return None

    def import_instance(self, instance, row, **kwargs):
        """Fill the page from the row at hand."""
        try:
            article = read_articles.understand(self.row)
        except ValueError as error:
            column, reason = error.args
            raise ValidationError({column: reason} if column else reason) from error
        made = compose(article.text, article.issue)
        self.warnings = [*article.warnings, *made.warnings]
        instance.title, instance.summary = article.title, made.summary
        instance.body = instance._meta.get_field("body").to_python(made.body)
        instance.category = self._category(article.category)
        instance.department, instance.owner = self.article_import.department, self.article_import.started_by
        if article.issued:
            instance.first_published_at, instance.updated_on = article.issued, article.issued.date()

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        if import_validation_errors:
            raise ValidationError(import_validation_errors)
        errors: dict[str, Any] = {}
        try:
            instance.full_clean(exclude={*PLACED, *_unsaved_links(instance)}, validate_unique=False)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def save_instance(self, instance, is_create, row, **kwargs):
        """A dry run stores nothing, not even to take it back."""
        if not self._is_dry_run(kwargs):
            super().save_instance(instance, is_create, row, **kwargs)

    def do_instance_save(self, instance, is_create):
        """A draft with one revision. A failing row undoes itself and nothing else."""
        try:
            with transaction.atomic():
                self._save(instance)
        except Exception as error:  # of whatever kind: it goes on up, when memory is true again
            self._look_up()  # what was in memory may have been taken back
            if (
                not isinstance(error, IntegrityError)
                or not ImportedArticle.objects.filter(key=key_of(self.row)).exists()
            ):
                raise
            raise ValidationError(_("Another import has just taken this row.")) from error

    def _save(self, page: AnnouncementPage) -> None:
        if page.category and page.category.pk is None:
            page.category.save()
            page.category_id = page.category.pk
        if page.updated_on:
            page.content_mark = page.mark()  # so that publishing does not make old news look new
        self.section.add_child(instance=page)
        page.save_revision(user=self.article_import.started_by, log_action="wagtail.create")
        ImportedArticle.objects.create(
            article_import=self.article_import,
            key=key_of(self.row),
            page=page,
            file=self.source.name,
            row=self.row.number,
        )

    def _category(self, name: str) -> Category | None:
        """The category of that name; a new one is made together with its first article, and that is told."""
        if not name:
            return None
        if name not in self.categories:
            self.categories[name] = Category(name=name)
            self.warnings.append(_("“%(name)s” is a new category and will be added to the list.") % {"name": name})
        return self.categories[name]


def _unsaved_links(instance: AnnouncementPage) -> set[str]:
    return {"category"} if instance.category and instance.category.pk is None else set()


def _reasons(error: Exception) -> list[tuple[str, str]]:
    """(column, sentence) of a refused row. What we did not foresee is named by its kind only."""
    if not isinstance(error, ValidationError):
        return [("", _("The row could not be stored (%(kind)s).") % {"kind": type(error).__name__})]
    if not hasattr(error, "error_dict"):
        return [("", " ".join(error.messages))]
    columns = {"title": read_articles.TITLE, "body": read_articles.BODY, "__all__": ""}
    return [(columns.get(name, name), " ".join(messages)) for name, messages in error.message_dict.items()]
