"""One request for approval and its evidence. A state is decided once, in one transaction with what it lets go live."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from .. import people, refusal


class Bundle(models.Model):
    """Several objects for which approval was asked together, such as one import."""

    name = models.CharField(_("name"), max_length=200)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)

    class Meta:
        verbose_name = _("bundle")
        verbose_name_plural = _("bundles")
        default_permissions = ()

    def __str__(self):
        return self.name


class SecondPersonTaskState(TaskState):
    """What was asked, and once it is approved: the fingerprint of exactly what was approved, and by whom.

    `fingerprint` maps the name of a part to its JSON value, `digest` is their SHA-256 in hex, `figures` what was shown
    beside (head-counts). `void` becomes true when the object is taken down: going live again needs a new approval.
    """

    fingerprint = models.JSONField(_("approved content"), default=dict, encoder=DjangoJSONEncoder)
    figures = models.JSONField(_("figures"), default=dict, encoder=DjangoJSONEncoder)
    digest = models.CharField(_("digest"), max_length=64, blank=True)
    void = models.BooleanField(_("no longer valid"), default=False)
    department = models.ForeignKey(
        "users.Department", models.SET_NULL, null=True, related_name="+", verbose_name=_("department")
    )
    bundle = models.ForeignKey(Bundle, models.SET_NULL, null=True, related_name="states", verbose_name=_("bundle"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by")
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("approved by")
    )

    class Meta:
        verbose_name = _("request for approval")
        verbose_name_plural = _("requests for approval")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(asked_by=None) | ~Q(approved_by=F("asked_by")),
                name="workflow_approver_did_not_ask",
            )
        ]

    def approve(self, user=None, update=True, comment=""):
        """Only `cms.workflow.approve` may call this: it has stored the evidence before."""
        if not self.digest or self.approved_by_id is None or self.approved_by_id != getattr(user, "pk", None):
            raise refusal.approve_on_our_screen(self)
        return super().approve(user=user, update=update, comment=comment)

    def copy(self, update_attrs=None, exclude_fields=None):
        """Evidence is for one revision and is never carried to another."""
        raise refusal.approve_on_our_screen(self)


class SecondPersonTask(Task):
    """Somebody else than who asked and who wrote looks at everything on one screen, and agrees or sends it back."""

    task_state_class = SecondPersonTaskState

    class Meta:
        verbose_name = _("approval by a second person")
        verbose_name_plural = _("approvals by a second person")
        default_permissions = ()
        permissions = [
            ("approve_content", _("Can approve what others of the department wrote")),
            ("approve_any_department", _("Can approve for every department")),
            ("arrange_public_pages", _("Can move and order public pages")),
        ]

    def start(self, workflow_state, user=None):
        state = super().start(workflow_state, user=user)
        state.asked_by = workflow_state.requested_by if user is None else user
        state.department = people.department(state.revision.as_object())
        state.save(update_fields=["asked_by", "department"])
        return state

    def get_actions(self, obj, user):
        """What Wagtail's own screens may offer. They lead to the approval screen, see `on_action`."""
        state = obj.current_workflow_task_state
        if not isinstance(state, SecondPersonTaskState) or people.why_not(state, user):
            return []
        return [("reject", _("Send back"), True), ("approve", _("Approve"), False)]

    def on_action(self, task_state, user, action_name, **kwargs):
        raise refusal.approve_on_our_screen(task_state)

    def user_can_access_editor(self, obj, user):
        return False

    def get_task_states_user_can_moderate(self, user, **kwargs):
        return SecondPersonTaskState.objects.none()  # our list shows them

    @classmethod
    def get_description(cls):
        return _("Somebody who neither wrote it nor asked for it approves it on the approval screen.")


class Shown(models.Model):
    """What a person had before their eyes on the approval screen, so that a later change can be shown against it."""

    state = models.ForeignKey(SecondPersonTaskState, models.CASCADE, related_name="shown", verbose_name=_("request"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("staff member"))
    digest = models.CharField(_("digest"), max_length=64)
    parts = models.JSONField(_("approved content"), encoder=DjangoJSONEncoder)
    at = models.DateTimeField(_("time"), auto_now=True)

    class Meta:
        verbose_name = _("view of a request")
        verbose_name_plural = _("views of requests")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["state", "user", "digest"], name="workflow_shown_once")]

    def __str__(self):
        return f"{self.state_id} {self.digest[:8]}"
