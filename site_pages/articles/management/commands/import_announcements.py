from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cms.audit.write import record
from cms.tables.read import FileRefused
from site_pages.articles import approve_import, import_articles
from site_pages.articles.models import ArticleImport
from site_pages.content.models import SectionPage

STEP = 50  # articles between two lines of progress


class Command(BaseCommand):
    help = _("Import newsletter articles as drafts; with --approved-by, have them approved as a whole.")

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
        parser.add_argument(
            "--section", metavar="SLUG", help=_("The section the articles go to. Default: the first one.")
        )
        parser.add_argument(
            "--approved-by", metavar="STAFF_NUMBER", help=_("Who looked at the articles and approves them.")
        )

    def handle(self, *, files, section, approved_by, **options):
        page = self._section(section)
        approver = self._account(approved_by) if approved_by else None
        try:
            made = import_articles.begin([(path.name, self._read(path)) for path in files], page)
        except FileRefused as error:
            raise CommandError(str(error)) from error
        refused_files = made.problems
        if approver and (reason := approve_import.why_not(made, approver)):
            made.delete()
            raise CommandError(reason)
        self._murmur(_("%(count)s articles in %(files)s files, into “%(section)s”"), count=made.total,
                  files=made.sources.count(), section=page.title)  # fmt: skip
        import_articles.confirm(made)
        made = import_articles.carry_on(made.pk, self._progress(_("Imported"), "done"))
        self._tell(made)
        if approver:
            self._approve(made, approver)
        if refused_files:
            raise CommandError(_("%(count)s files could not be read.") % {"count": len(refused_files)})

    def _approve(self, made, approver):
        """What the command was told is the evidence: whose name, which import, the digest of what was approved."""
        try:
            approve_import.ask(made, None)
        except approve_import.NothingToApprove as error:
            self._say(str(error))
            return
        made = approve_import.carry_on_asking(made.pk, self._progress(_("Approval asked for"), "done"))
        digest = approve_import.shown(made)
        record("content.approved_on_command_line", actor=approver, obj=made, digest=digest)
        try:
            approve_import.begin_approval(made, approver, digest)
        except (PermissionDenied, approve_import.NothingToApprove) as error:
            raise CommandError(str(error)) from error
        made = approve_import.carry_on_approving(made.pk, self._progress(_("Approved"), "done"))
        text = _("Approved by %(who)s: %(count)s. Not approved: %(rest)s. Digest: %(digest)s")
        self._say(text, who=approver.username, count=made.approved_count, rest=made.rest, digest=digest)

    def _tell(self, made: ArticleImport):
        for problem in made.problems:
            where = ":".join(str(part) for part in (problem["file"], problem["row"], problem["column"]) if part)
            self.stderr.write(f"{where}: {problem['reason']}", None if problem["refused"] else lambda words: words)
        self._say(_("Added: %(added)s. There already: %(already)s. Refused: %(refused)s."), added=made.added,
                  already=made.already, refused=made.refused)  # fmt: skip

    def _progress(self, words, name):
        told = 0

        def tell(made):
            nonlocal told
            now = getattr(made, name)
            if now >= told + STEP or now == made.total:
                told = now
                self._murmur("%(words)s: %(now)s / %(total)s", words=words, now=now, total=made.total)

        return tell

    def _section(self, slug):
        sections = SectionPage.objects.order_by("path")
        found = sections.filter(slug=slug).first() if slug else sections.first()
        if found is None:
            known = ", ".join(sections.values_list("slug", flat=True)) or "—"
            raise CommandError(_("There is no such section. Sections: %(known)s") % {"known": known})
        return found

    def _account(self, number):
        found = get_user_model().objects.filter(username=number, is_active=True).first()
        if found is None:
            raise CommandError(_("There is no active account with the staff number %(number)s.") % {"number": number})
        return found

    def _read(self, path):
        try:
            return path.read_bytes()
        except OSError as error:
            raise CommandError(_("%(file)s cannot be opened.") % {"file": path}) from error

    def _say(self, text, **values):
        self.stdout.write(text % values if values else text)

    def _murmur(self, text, **values):
        """What is only of interest while it runs; the audit trail has stdout meanwhile."""
        self.stderr.write(text % values, lambda words: words)
