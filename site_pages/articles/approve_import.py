"""Ask for approval of an import as a whole, and approve it as a whole, in the name of two people.

What the approver is shown is kept for each article when approval is asked for; an article that changed since then, or
cannot go live, is not approved but left out and named. Each article is a transaction of its own, so after a stop the
rest is still waiting and `carry_on_asking`, `carry_on_approving` and `carry_on_sending_back` take it up; `until` (of
the monotonic clock) is when they stop by themselves. Figures and mails are taken from the rows at the end.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InterfaceError, InternalError, OperationalError, connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.audit.write import record
from cms.users.departments import department_of
from cms.workflow import notify, people
from cms.workflow.approve import approve, digest_now
from cms.workflow.fingerprint import digest_of_all
from cms.workflow.refusal import AlreadyDecided, Blocked, ChangedSince, NotApproved
from cms.workflow.send_back import send_back
from cms.workflow.submit import open_bundle, submit
from cms.workflow.waiting import waiting_for

from .import_articles import KEPT_PROBLEMS, problem
from .models import ArticleImport, ImportedArticle

log = logging.getLogger(__name__)
State = ArticleImport.State
Progress = Callable[[ArticleImport], None] | None
PAUSE = 0.02  # seconds between two articles on SQLite, so that others get its only lock
DATABASE_AWAY = (OperationalError, InterfaceError, InternalError)  # not the article's fault: it is tried again later


class NothingToApprove(Exception):
    """No article of this import waits for what was asked."""


def ask(article_import: ArticleImport, user: Any) -> ArticleImport:
    """Begin to ask for approval of all drafts of this import. Raises NothingToApprove."""
    count = drafts(article_import).count()
    begun = count and _move(
        article_import, [State.DRAFTS], State.ASKING, asked_by=user, bundle=None, done=0, to_do=count
    )
    if not begun:
        raise NothingToApprove(_("No draft of this import is left to be approved."))
    return ArticleImport.objects.get(pk=article_import.pk)


def carry_on_asking(pk: int, progress: Progress = None, until: float | None = None) -> ArticleImport:
    """Submit what has not been submitted yet, and tell the approvers once."""
    article_import = ArticleImport.objects.select_related("asked_by").get(pk=pk)
    if article_import.state != State.ASKING:
        return article_import
    bundle = _bundle(pk)
    for article in drafts(article_import).exclude(request__status="in_progress"):
        _submit(article, article_import.asked_by, bundle)
        _count(pk, "done", progress)
        if _is_over(until):
            return ArticleImport.objects.get(pk=pk)
    if _move(article_import, [State.ASKING], State.ASKED, rest=0):
        notify.bundle_submitted(bundle)
    return ArticleImport.objects.get(pk=pk)


def why_not(article_import: ArticleImport, user: Any) -> str:
    """Why `user` may not approve this import, as a sentence; empty if they may."""
    if user.pk in (article_import.started_by_id, article_import.asked_by_id):
        return _("You imported these articles or asked for their approval yourself. Somebody else approves them.")
    if not user.is_active or not user.has_perm(people.APPROVE):
        return _("Your role does not include approving.")
    home = department_of(article_import.section)
    if home and home.pk != user.department_id and not user.has_perm(people.APPROVE_ANY):
        return _("%(department)s approves this, and you belong to another department.") % {"department": home}
    return ""


def shown(article_import: ArticleImport) -> str:
    """The digest over everything that waits in this import: what an approver of the whole is shown."""
    return digest_of_all(list(waiting(article_import).values_list("shown", flat=True)))


def begin_approval(article_import: ArticleImport, user: Any, digest: str) -> ArticleImport:
    """Begin to approve all of it in the name of `user`, who saw what has this digest.

    Raises PermissionDenied with the reason, ChangedSince if it is not what waits now, NothingToApprove.
    """
    if reason := why_not(article_import, user):
        record("content.approve_import", actor=user, obj=article_import, result="refused")
        raise PermissionDenied(reason)
    count = waiting(article_import).count()
    if not count:
        raise NothingToApprove(_("No article of this import is waiting for approval."))
    if digest != shown(article_import):
        raise ChangedSince(digest)
    evidence = {"approved_by": user, "approved_at": timezone.now(), "approved_digest": digest, "approved_count": 0}
    with transaction.atomic():
        if not _move(article_import, [State.ASKED], State.APPROVING, done=0, rest=0, to_do=count, **evidence):
            raise NothingToApprove(_("No article of this import is waiting for approval."))
        record("content.approve_import", actor=user, obj=article_import, count=count, digest=digest)
    return ArticleImport.objects.get(pk=article_import.pk)


def carry_on_approving(pk: int, progress: Progress = None, until: float | None = None) -> ArticleImport:
    """Approve what still waits of an import whose approval has begun."""
    article_import = ArticleImport.objects.select_related("approved_by").get(pk=pk)
    if article_import.state != State.APPROVING:
        return article_import
    _count_anew(article_import)
    with notify.silence():
        for article in _undecided(article_import).select_related("request"):
            if name := _approve(article, article_import.approved_by):
                _count(pk, name, progress)
            if connection.vendor == "sqlite":
                time.sleep(PAUSE)
            if _is_over(until):
                return ArticleImport.objects.get(pk=pk)
    _count_anew(article_import)
    if not _undecided(article_import).exists() and _move(article_import, [State.APPROVING], State.APPROVED):
        notify.many_decided(_states(_approved(article_import)), article_import.approved_by)
    return ArticleImport.objects.get(pk=pk)


def begin_sending_back(article_import: ArticleImport, user: Any, comment: str) -> ArticleImport:
    """Begin to send all of it back. Raises PermissionDenied, ValidationError without a comment, NothingToApprove."""
    if reason := why_not(article_import, user):
        raise PermissionDenied(reason)
    if not comment.strip():
        raise ValidationError(_("Write what should be changed. The author reads it."))
    count = waiting(article_import).count()
    said = {"returned_by": user, "comment": comment.strip(), "done": 0, "rest": 0, "to_do": count}
    if not count or not _move(article_import, [State.ASKED], State.RETURNING, **said):
        raise NothingToApprove(_("No article of this import is waiting for approval."))
    return ArticleImport.objects.get(pk=article_import.pk)


def carry_on_sending_back(pk: int, progress: Progress = None, until: float | None = None) -> ArticleImport:
    """Send back what still waits of an import that is being sent back."""
    article_import = ArticleImport.objects.select_related("returned_by").get(pk=pk)
    if article_import.state != State.RETURNING:
        return article_import
    user, comment = article_import.returned_by, article_import.comment
    with notify.silence():
        for article in waiting(article_import).filter(request__in=waiting_for(user)).select_related("request"):
            try:
                send_back(article.request, user, comment)
            except PermissionDenied:  # decided elsewhere, or written by this very person: it keeps waiting
                continue
            _count(pk, "done", progress)
            if _is_over(until):
                return ArticleImport.objects.get(pk=pk)
    if _move(article_import, [State.RETURNING], State.ASKED if waiting(article_import).exists() else State.DRAFTS):
        sent_back = {"request__finished_by": user, "request__comment": comment, "request__status": "rejected"}
        notify.many_decided(_states(_of_this_round(article_import).filter(**sent_back)), user)
    return ArticleImport.objects.get(pk=pk)


def settle(article_import: ArticleImport) -> None:
    """Where everything that waited was decided elsewhere, one by one or in the list of approvals, say so here."""
    if article_import.state != State.ASKED or waiting(article_import).exists():
        return
    decided = article_import.articles.filter(request__status="approved").select_related("request")
    last = decided.order_by("-request__finished_at").first()
    if last is None or last.request is None:  # all of it was sent back
        _move(article_import, [State.ASKED], State.DRAFTS)
        return
    evidence = {"approved_by": last.request.approved_by, "approved_at": last.request.finished_at}
    _move(article_import, [State.ASKED], State.APPROVED, approved_count=decided.count(), **evidence)


def drafts(article_import: ArticleImport) -> QuerySet:
    """Articles of this import that were never public."""
    return ImportedArticle.objects.filter(article_import=article_import, page__live=False).select_related("page")


def waiting(article_import: ArticleImport) -> QuerySet:
    """Articles of this import that wait for approval."""
    return ImportedArticle.objects.filter(article_import=article_import, request__status="in_progress")


def _undecided(article_import: ArticleImport) -> QuerySet:
    """Articles that wait and were not left out by this approval."""
    return waiting(article_import).exclude(shown="")


def _of_this_round(article_import: ArticleImport) -> QuerySet:
    """Articles for whose approval was asked together, this time."""
    return ImportedArticle.objects.filter(article_import=article_import, request__bundle=article_import.bundle_id)


def _approved(article_import: ArticleImport) -> QuerySet:
    by = article_import.approved_by
    return _of_this_round(article_import).filter(request__status="approved", request__approved_by=by)


def _states(articles: QuerySet) -> list[Any]:
    found = articles.select_related("request__workflow_state__requested_by", "request__asked_by")
    return [article.request for article in found]


def _submit(article: ImportedArticle, user: Any, bundle: Any) -> None:
    try:
        with transaction.atomic():
            state = submit(article.page, user, bundle).current_task_state.specific
            article.request, article.shown = state, digest_now(state)
            article.save(update_fields=["request", "shown"])
    except AlreadyDecided:  # somebody asked for this one alone: it keeps its own way
        return
    except DATABASE_AWAY:
        raise
    except Exception as error:  # one that cannot be asked for must not hold back the others
        log.exception("no approval could be asked for imported article %s", article.pk)
        _tell(article, _("Approval could not be asked for (%(kind)s).") % {"kind": type(error).__name__})


def _approve(article: ImportedArticle, approver: Any) -> str:
    """Which figure of the import it adds to: "approved_count", "rest", or none where it was decided elsewhere."""
    try:
        approve(article.request, approver, article.shown)
    except AlreadyDecided:
        return ""
    except (ChangedSince, NotApproved):
        return _leave_out(article, _("It was changed after approval was asked for, and was not approved."))
    except (Blocked, PermissionDenied) as error:
        return _leave_out(article, str(error))
    except DATABASE_AWAY:
        raise
    except Exception as error:  # one that cannot go live must not hold back the others
        log.exception("imported article %s could not be approved", article.pk)
        return _leave_out(article, _("It could not be approved (%(kind)s).") % {"kind": type(error).__name__})
    return "approved_count"


def _leave_out(article: ImportedArticle, reason: str) -> str:
    """It goes on waiting on its own, and the import says why."""
    ImportedArticle.objects.filter(pk=article.pk).update(shown="")
    _tell(article, reason)
    return "rest"


@transaction.atomic
def _tell(article: ImportedArticle, reason: str) -> None:
    """Name the article among what people look at, first and once."""
    told = ArticleImport.objects.select_for_update().get(pk=article.article_import_id)
    line = problem(article.file, article.row, "", reason, refused=False, title=article.page.title)
    if line not in told.problems:
        told.problems = [line, *told.problems][:KEPT_PROBLEMS]
        told.save(update_fields=["problems", "touched_at"])


@transaction.atomic
def _bundle(pk: int) -> Any:
    """The bundle of this round, made by whoever comes first."""
    article_import = ArticleImport.objects.select_for_update().get(pk=pk)
    if article_import.bundle is None:
        name = _("Import of %(count)s articles") % {"count": article_import.to_do}
        article_import.bundle = open_bundle(name, article_import.asked_by)
        article_import.save(update_fields=["bundle", "touched_at"])
    return article_import.bundle


def _is_over(until: float | None) -> bool:
    return until is not None and time.monotonic() > until


def _count_anew(article_import: ArticleImport) -> None:
    """Figures from the rows: whoever stopped between an article and its count left them one short."""
    ArticleImport.objects.filter(pk=article_import.pk).update(
        approved_count=_approved(article_import).count(),
        rest=waiting(article_import).filter(shown="").count(),
        done=article_import.to_do - _undecided(article_import).count(),
    )


def _move(article_import: ArticleImport, before: list[str], after: str, **values: Any) -> bool:
    """Change the state once, whoever else tries at the same time."""
    rows = ArticleImport.objects.filter(pk=article_import.pk, state__in=before)
    return bool(rows.update(state=after, touched_at=timezone.now(), **values))


def _count(pk: int, name: str, progress: Progress) -> None:
    values = {name: F(name) + 1} | ({"done": F("done") + 1} if name != "done" else {})
    ArticleImport.objects.filter(pk=pk).update(touched_at=timezone.now(), **values)
    if progress:
        progress(ArticleImport.objects.get(pk=pk))
