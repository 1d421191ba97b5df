from django.db.models import ProtectedError
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext as _

from cms.clock.tick import daily

from .choose import segments_naming
from .keep_figures import keep_figures
from .models import Segment


@receiver(pre_delete, sender=Segment, dispatch_uid="line_segments.keep_segments_in_use")
def keep_segments_in_use(instance, **kwargs):
    if named_by := segments_naming(instance):
        raise ProtectedError(_("Other segments use this one."), set(named_by))


@receiver(daily, dispatch_uid="line_segments.keep_figures")
def keep(**kwargs):
    keep_figures()
