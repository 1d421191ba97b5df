"""Keeps groups in step, makes the roles, ends accounts whose last day is over, records who signs in and out."""

from allauth.account.internal.flows.login import record_authentication
from django.apps import apps

from cms.audit.write import record

from . import align, end_session, lock_out, notify, seed
from .models import User


def department_saved(sender, instance, raw, **kwargs):
    if not raw:
        align.align_department(instance)


def pages_changed(sender, instance, action, reverse, **kwargs):
    if action.startswith("post_") and not reverse:
        align.align_department(instance)


def user_saved(sender, instance, raw, **kwargs):
    if not raw:
        align.align_member(instance)


def roles_changed(sender, instance, action, reverse, pk_set, **kwargs):
    if action in ("post_add", "post_remove", "post_clear"):
        align.align_members((pk_set or ()) if reverse else [instance.pk])


def seed_after_the_last_room(sender, **kwargs):
    with_models = [config for config in apps.get_app_configs() if config.models_module is not None]
    if sender is with_models[-1]:
        seed.seed()


def end_expired(sender, now, **kwargs):
    from .expire import expire

    expire()


def seal_the_audit_log(sender, **kwargs):
    from cms.audit.seal import seal as seal_entries

    seal_entries()


def signed_in(sender, request, user, **kwargs):
    end_session.start(request.session)
    record("staff.sign_in", actor=user, request=request)


def sign_in_failed(sender, credentials, request=None, **kwargs):
    user = User.objects.filter(username__iexact=credentials.get("username") or "").first()
    record("staff.sign_in", result="failed", obj=user, request=request)


def locked_out(sender, request, username, **kwargs):
    record(
        "staff.lock_out",
        result="refused",
        obj=User.objects.filter(username__iexact=username or "").first(),
        request=request,
    )


def signed_out(sender, request, user, **kwargs):
    if user is not None:
        record("staff.sign_out", actor=user, request=request)


def password_changed(sender, request, user, **kwargs):
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    user.must_change_password = False
    record("staff.change_password", actor=user, obj=user, request=request)
    notify.sign_in_changed(user, "password", by=user)


def second_factor_added(sender, request, user, authenticator, **kwargs):
    record("staff.add_second_factor", actor=user, obj=user, request=request, kind=authenticator.type)
    if authenticator.type == authenticator.Type.RECOVERY_CODES:
        return  # they came with the first factor, and the mail about that one is enough
    # Enrolling shows the factor as much as using it does, so this session need not be asked for it again.
    record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)
    notify.sign_in_changed(user, f"{authenticator.type} added", by=user)


def second_factor_removed(sender, request, user, authenticator, **kwargs):
    record("staff.remove_second_factor", actor=user, obj=user, request=request, kind=authenticator.type)
    if authenticator.type != authenticator.Type.RECOVERY_CODES:  # those go with the last factor
        notify.sign_in_changed(user, f"{authenticator.type} removed", by=user)


def recovery_codes_made(sender, request, user, authenticator, **kwargs):
    record("staff.make_recovery_codes", actor=user, obj=user, request=request)
    notify.sign_in_changed(user, "recovery codes", by=user)


def second_factor_failed(sender, request, user, authenticator, **kwargs):
    record("staff.second_factor", result="failed", obj=user, request=request, kind=authenticator.type)
    lock_out.count_wrong_code(request, user)


def second_factor_used(sender, request, user, authenticator, reauthenticated=False, **kwargs):
    if authenticator.type == authenticator.Type.RECOVERY_CODES:
        record("staff.use_recovery_code", actor=user, obj=user, request=request)
    if reauthenticated:  # a sign-in forgets them by itself
        lock_out.forget_wrong_codes(request, user)
