"""What Wagtail tells us, handed to our verbs."""

from . import arrange, notify, seed, take_down


def asked(sender, instance, **kwargs):
    notify.submitted(instance)


def sent_back(sender, instance, user, **kwargs):
    notify.decided(instance, user)


def approved(sender, instance, user, **kwargs):
    notify.decided(instance, user)


def left_the_public(sender, instance, **kwargs):
    take_down.make_void(instance)


def about_to_move(sender, instance, parent_page_before, parent_page_after, **kwargs):
    if parent_page_before != parent_page_after:
        arrange.check(instance, parent_page_after)


def nothing(sender, **kwargs):
    """Stands where Wagtail would connect its own mails."""


def seed_after_migrating(sender, **kwargs):
    seed.seed()
