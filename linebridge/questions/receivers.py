from django.dispatch import receiver

from cms.clock.tick import daily

from .tally import keep_figures


@receiver(daily, dispatch_uid="line_questions.keep_figures")
def keep(**kwargs):
    keep_figures()
