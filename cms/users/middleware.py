"""What stands before every screen for staff: a session that is still good, the password and the second factor in order,
pages of the own department only, and the headers that the admin needs.
"""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from csp.constants import NONE, SELF
from django.apps import apps
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from wagtail.admin.auth import permission_denied
from wagtail.documents import permissions as documents
from wagtail.images import permissions as images
from wagtail.models import Page

from cms.audit.write import record

from . import end_session, reach, scope
from .departments import ANY
from .models import User

STAFF = "/admin/"
BY_ITSELF = ("/admin/editing-sessions/", "/accounts/session/", "/admin/jsi18n/", "/admin/sprite/")


class SessionEndMiddleware:
    """Signs out who did nothing for a while, or has been here for a day."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            if end_session.seconds_left(request.session) == 0:
                record("staff.session_end", request=request)
                logout(request)
            elif not request.path.startswith(BY_ITSELF):
                end_session.touch(request.session)
        return self.get_response(request)


class SignInCompleteMiddleware:
    """Nobody gets to the staff screens with a one-time password, or (outside development) without a second factor."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(STAFF) and request.user.is_authenticated:
            missing = what_is_missing(request)
            if missing and request.headers.get("x-requested-with") == "XMLHttpRequest":
                return JsonResponse({"error": missing}, status=403)
            if missing:
                return redirect(f"{reverse(missing)}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)


def what_is_missing(request: Any) -> str | None:
    """The name of the route where the sign-in has to go on, or None when it is complete."""
    if request.user.must_change_password:
        return "account_change_password"
    if not settings.SECOND_FACTOR_REQUIRED:
        return None
    if not is_mfa_enabled(request.user, ["totp", "webauthn"]):
        return "mfa_index"
    records = get_authentication_records(request, request.user)
    return None if any(one["method"] == "mfa" for one in records) else "mfa_reauthenticate"


class DepartmentReachMiddleware:
    """Refuses every admin route that names a page out of reach, whatever the view behind it would show."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        user = request.user
        if not request.path.startswith(STAFF) or not user.is_authenticated or not _may_enter(user):
            return None
        try:
            if _shows_every_department(request) and not user.has_perm(ANY):
                return permission_denied(request)
            if not all(reached(request, kwargs) for reached in (_page_in_reach, _file_in_reach, _bulk_in_reach)):
                return permission_denied(request)
        except PermissionDenied:
            return permission_denied(request)
        return None


def _may_enter(user: Any) -> bool:
    return user.has_perm("wagtailadmin.access_admin")


# Reports of Wagtail that ask for the kind of object only, not for the department. The audit log is for auditors.
# No screen of ours asks Wagtail's API for files, which knows no collections.
SHOWS_EVERY_DEPARTMENT = (
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_api:images:",
    "wagtailadmin_api:documents:",
)


def _shows_every_department(request: Any) -> bool:
    return request.resolver_match.view_name.startswith(SHOWS_EVERY_DEPARTMENT)


NAMES_A_PAGE = ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk")
LOOKS_DOWN = ("wagtailadmin_explore", "wagtailadmin_explore_results", "wagtailadmin_explore_root")
CHOOSES = ("wagtailadmin_choose_page_child",)


def _page_in_reach(request: Any, kwargs: dict[str, Any]) -> bool:
    ids = [kwargs[name] for name in NAMES_A_PAGE if name in kwargs] + _edited_together(kwargs)
    if not ids:
        return True
    name = request.resolver_match.view_name
    if name in CHOOSES:
        return reach.reaches(reach.readable_pages(request.user) | reach.way_to_own(request.user), ids)
    if name in LOOKS_DOWN:
        return reach.reaches(reach.way_to_own(request.user), ids)
    return reach.reaches(reach.own_pages(request.user), ids)


FILES = {"wagtailimages": images.permission_policy, "wagtaildocs": documents.permission_policy}


def _file_in_reach(request: Any, kwargs: dict[str, Any]) -> bool:
    """Not every screen of Wagtail's that names an image or a document asks whether one may choose it."""
    policy = FILES.get(request.resolver_match.view_name.partition(":")[0].removesuffix("_chooser"))
    key = kwargs.get("image_id") or kwargs.get("document_id") or kwargs.get("pk")
    if policy is None or key is None:
        return True
    usable = policy.instances_user_has_any_permission_for(request.user, ["choose", "change", "delete"])
    return usable.filter(pk=key).exists()


def _edited_together(kwargs: dict[str, Any]) -> list[str]:
    """The ping of an open editor names its object by model and key."""
    if "session_id" not in kwargs or "object_id" not in kwargs:
        return []
    model = _model(kwargs)
    return [kwargs["object_id"]] if model and issubclass(model, Page) else []


def _bulk_in_reach(request: Any, kwargs: dict[str, Any]) -> bool:
    if request.resolver_match.view_name != "wagtail_bulk_action":
        return True
    model, ids = _model(kwargs), request.GET.getlist("id")
    if model is User:  # Wagtail's acts on several accounts at once would give roles past our rules
        return False
    if model is Page:
        if "all" in ids:
            parent = Page.objects.filter(pk=request.GET.get("childOf") or None).first()
            ids = list((parent.get_children() if parent else Page.objects.all()).values_list("pk", flat=True))
        return reach.reaches(reach.own_pages(request.user), ids)
    policy = getattr(getattr(model, "snippet_viewset", None), "permission_policy", None)
    if isinstance(policy, scope.DepartmentPolicy):
        everything = model._default_manager.values_list("pk", flat=True)
        # Wagtail asks for the permission on the model alone, and a row that one may see is not yet one's own.
        does = ["delete"] if kwargs["action"] == "delete" else ["change"]
        scope.require_in_reach(policy, request.user, everything if "all" in ids else ids, does)
    return True


def _model(kwargs: dict[str, Any]) -> Any:
    try:
        return apps.get_model(kwargs["app_label"], kwargs["model_name"])
    except LookupError:
        return None


class AdminPolicyMiddleware:
    """The staff screens' content security policy; `frame-ancestors 'self'` for previews, which stand in a frame.

    A preview is a request within the request: it keeps the strict policy that the page has on the site.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "is_dummy", False):  # a page as the public will see it, drawn within a staff screen
            response._csp_replace = {"frame-ancestors": [SELF]}
        elif request.path.startswith(STAFF):
            in_a_frame = getattr(response, "xframe_options_exempt", False) or "preview" in _route(request)
            replace = settings.ADMIN_CONTENT_SECURITY_POLICY | {"frame-ancestors": [SELF if in_a_frame else NONE]}
            response._csp_replace = replace | (getattr(response, "_csp_replace", None) or {})
        return response


def _route(request: HttpRequest) -> str:
    match = getattr(request, "resolver_match", None)
    return match.view_name if match else ""
