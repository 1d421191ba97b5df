"""What the approver of a question sees beside it: whom a choice that ends would touch."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from wagtail import hooks

from cms.workflow.approval import ApprovalPanel
from linebridge.friends.models import Friend

from .models import Choice, Question
from .tally import by_choice


class TouchedPanel(ApprovalPanel):
    """Choices that are offered now and would no longer be. Rooms above say what else names them, by the hook
    `register_choice_use(choice_ids)`, which returns sentences.
    """

    name = "line_questions.touched"
    heading = gettext_lazy("Choices that end with this")

    def render_html(self) -> SafeString:
        ending = ending_choices(self.obj)
        people = by_choice(Friend.objects.filter(following=True)) if ending else {}
        used = [sentence for use in hooks.get_hooks("register_choice_use") for sentence in use({c.pk for c in ending})]
        rows = [(choice.wording, people.get(choice.pk, 0)) for choice in ending]
        return render_to_string("line_questions/touched.html", {"rows": rows, "used": used})


def ending_choices(question: Question) -> list[Choice]:
    """The choices that residents are offered now and that this draft retires or leaves out."""
    kept = {choice.pk for choice in question.choices.all() if not choice.retired}
    return [row for row in Choice.objects.filter(question=question.pk, retired=False) if row.pk not in kept]


def touched_panel(obj: Any) -> TouchedPanel | None:
    """The panel, where there is something to say."""
    if isinstance(obj, Question) and obj.first_published_at and ending_choices(obj):
        return TouchedPanel(obj)
    return None
