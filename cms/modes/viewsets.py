from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, UserColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from .forms import MaintenanceForm
from .models import Kind, Mode
from .switch import change, current, switch_off, switch_on


class OfMaintenance:
    """The rows are of all modes; the screen speaks of the one that staff set here."""

    def get_page_subtitle(self):
        return _("Maintenance")


class Index(generic.IndexView):
    page_title = _("Maintenance")
    add_item_label = _("Announce maintenance")

    def get_page_subtitle(self):
        return ""

    def get_list_more_buttons(self, instance):
        if instance.ended_at:
            return []
        return [
            MenuItem(_("Edit"), url=self.get_edit_url(instance), icon_name="edit", priority=10),
            MenuItem(_("End maintenance"), url=self.get_delete_url(instance), icon_name="cross", priority=20),
        ]

    def get_edit_url(self, instance):
        return None if instance.ended_at else super().get_edit_url(instance)


class Announce(OfMaintenance, generic.CreateView):
    page_title = _("Announce maintenance")
    submit_button_label = _("Announce")
    success_message = _("The maintenance is announced.")

    def dispatch(self, request, *args, **kwargs):
        if Kind.MAINTENANCE in current():
            raise PermissionDenied(_("A maintenance is announced already. End it first, or edit it."))
        return super().dispatch(request, *args, **kwargs)

    def save_instance(self):
        return switch_on(Kind.MAINTENANCE, self.request.user, **self.form.cleaned_data)


class Edit(OfMaintenance, generic.EditView):
    delete_item_label = _("End maintenance")
    success_message = _("The announcement was changed.")

    def get_queryset(self):
        return super().get_queryset().filter(ended_at=None)

    def save_instance(self):
        return change(self.form.save(commit=False), self.request.user)


class End(generic.DeleteView):
    page_title = _("End maintenance")
    template_name = "modes/end.html"
    confirmation_message = _("The announcement disappears from every page at once.")
    success_message = _("The maintenance has ended.")

    def get_queryset(self):
        return super().get_queryset().filter(ended_at=None)

    def get_page_subtitle(self):
        return ""

    def get_usage_url(self):
        return None

    def delete_action(self):
        switch_off(self.object.kind, self.request.user)


class MaintenanceViewSet(ModelViewSet):
    """One screen: what is announced now, and the history of all modes."""

    name = "modes"
    url_namespace = "modes"
    url_prefix = "modes"
    model = Mode
    icon = "warning"
    menu_label = _("Maintenance")
    menu_order = 900
    add_to_settings_menu = True
    index_results_template_name = "modes/index_results.html"
    list_display = [
        "__str__",
        Column("why", label=_("reason"), accessor="why"),
        Column("since", label=_("on since"), accessor="since"),
        UserColumn("started_by", label=_("set by")),
        Column("ended_at", label=_("ended at"), accessor="ended_at"),
        UserColumn("ended_by", label=_("ended by")),
    ]
    inspect_view_enabled = copy_view_enabled = False
    index_view_class, add_view_class, edit_view_class, delete_view_class = Index, Announce, Edit, End
    delete_template_name = "modes/end.html"

    def get_form_class(self, for_update=False):
        return MaintenanceForm
