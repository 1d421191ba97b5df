"""What Wagtail's screens may offer: nobody publishes directly, not even a superuser. (It is the guard that decides.)"""

from wagtail.models import PagePermissionTester
from wagtail.permissions import ModelPermissionPolicy

from . import arrange, people


class SecondPersonTester(PagePermissionTester):
    """Of a page: no publishing, but taking down, moving, privacy and cancelling a schedule for who looks after it."""

    def can_publish(self):
        return False

    def can_publish_subpage(self):
        return False

    def can_unpublish(self):
        return self.page.live and not self.page_is_root and people.may_take_down(self.page, self.user)

    def can_set_view_restrictions(self):
        return people.may_take_down(self.page, self.user)

    def can_unschedule(self):
        return people.may_take_down(self.page, self.user)

    def can_move(self):
        return not arrange.why_not_move(self.page, self.user)

    def can_move_to(self, destination):
        return not arrange.why_not_to(self.page, destination, self.user)

    def can_reorder_children(self):
        return arrange.may_order(self.page, self.user)


class SecondPersonRowTester:
    """Of a row that is no page: what `row.publish(user=…)` and `row.unpublish(user=…)` ask."""

    def __init__(self, user, row):
        self.user, self.row = user, row

    def can_publish(self):
        return False

    def can_unpublish(self):
        return self.row.live and people.may_take_down(self.row, self.user)


class SecondPersonPolicy(ModelPermissionPolicy):
    """Mixin before the permission policy of an approved snippet: nobody has "publish"."""

    def user_has_permission(self, user, action):
        return action != "publish" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user, actions):
        return super().user_has_any_permission(user, set(actions) - {"publish"})

    def user_has_permission_for_instance(self, user, action, instance):
        return action != "publish" and super().user_has_permission_for_instance(user, action, instance)

    def user_has_any_permission_for_instance(self, user, actions, instance):
        return super().user_has_any_permission_for_instance(user, set(actions) - {"publish"}, instance)
