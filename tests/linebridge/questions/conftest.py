"""Two questions as a city asks them."""

import pytest

from cms.demo.pages import go_live
from cms.users.models import Department, User
from cms.users.roles import give
from linebridge.friends.models import Wording
from linebridge.questions.models import Choice, Question

ASKED = {
    "知りたいこと": ("several", ["子育て", "イベント", "防災", "LINEを止めたい"]),
    "お住まいの区": ("one", ["南区", "北区", "東区"]),
}


def ask(wording: str, kind: str, choices: list[str], department: Department, order: int = 1) -> Question:
    """A draft question with its choices; nothing about a rule needs it to be public."""
    question = Question(wording=Wording(ja=wording), kind=kind, department=department, order=order)
    question.choices = [Choice(wording=Wording(ja=each), sort_order=n) for n, each in enumerate(choices)]
    question.save()
    return question


@pytest.fixture
def ids(koho) -> dict[str, int]:
    """Wording of a choice → its id."""
    for order, (wording, (kind, choices)) in enumerate(ASKED.items()):
        ask(wording, kind, choices, koho, order)
    return {str(choice.wording): choice.pk for choice in Choice.objects.all()}


@pytest.fixture
def publish(koho):
    """Make a snippet public as it stands, through submit and approve by two people."""
    editor = User.objects.create(username="publish-editor", department=koho)
    approver = User.objects.create(username="publish-approver", department=koho)
    give(editor, "editor")
    give(approver, "approver")

    def made_public(snippet):
        go_live(snippet, editor, approver)
        return type(snippet).objects.get(pk=snippet.pk)

    return made_public
