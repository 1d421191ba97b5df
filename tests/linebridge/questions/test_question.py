import pytest

from linebridge.friends.models import Friend, Wording
from linebridge.questions.answer import forget_answers, questions_now, save_answers
from linebridge.questions.models import Choice, Question
from linebridge.segments.rule import count
from tests.linebridge.friends.conftest import friend
from tests.linebridge.questions.conftest import ask


def words(question):
    return {str(choice.wording): (choice.pk, choice.retired) for choice in question.choices.all()}


def add(question, wording):
    """A new choice as the edit form of a live question adds it: into the revision only, with a key and no id."""
    choice = Choice(wording=Wording(ja=wording), sort_order=99)
    choice.clean()
    question.choices.add(choice)
    return question


@pytest.fixture
def live(koho, publish):
    return publish(ask("お住まいの区", "one", ["南区", "北区"], koho))


def test_publishing_again_keeps_the_ids_of_choices(live, publish):
    before = words(live)
    after = words(publish(add(live, "西区")))
    assert before.items() <= after.items()
    assert len(after) == 3


def test_a_second_draft_of_a_new_choice_is_the_same_choice(live, publish):
    """The revision was written before the choice had an id; publishing a later copy of it must not make another."""
    draft = add(live, "西区")
    old = draft.save_revision(clean=False)
    first = words(publish(old.as_object()))["西区"]
    assert words(publish(old.as_object()))["西区"] == first


def test_a_choice_that_was_public_is_retired_instead_of_deleted(live, publish):
    before = words(live)
    live.choices.remove(next(choice for choice in live.choices.all() if str(choice.wording) == "南区"))
    after = words(publish(live))
    assert after["南区"] == (before["南区"][0], True)
    assert after["北区"] == before["北区"]


def test_a_choice_of_a_draft_that_was_never_public_may_go(koho):
    question = ask("下書き", "one", ["ひとつ", "ふたつ"], koho)
    question.choices.remove(question.choices.all()[0])
    question.save()
    assert list(words(Question.objects.get())) == ["ふたつ"]


def test_only_public_questions_with_something_to_choose_are_asked(live, koho, publish):
    ask("下書き", "one", ["ひとつ"], koho)
    gone = publish(ask("終わった質問", "one", ["ひとつ"], koho))
    Choice.objects.filter(question=gone).update(retired=True)
    assert [str(question) for question in questions_now()] == ["お住まいの区"]


def test_saving_is_one_update_and_counts_at_once(live, django_assert_num_queries):
    someone = friend(1)
    south = words(live)["南区"][0]
    questions = questions_now()
    assert count({"leaf": "choice", "id": south}) == 0
    with django_assert_num_queries(3) as made:
        save_answers(someone, questions, {south, 99999})
    assert [query["sql"].split()[0] for query in made.captured_queries].count("UPDATE") == 1
    assert count({"leaf": "choice", "id": south}) == 1
    assert Friend.objects.get().choices == [south]


def test_answers_to_questions_not_asked_now_stay_and_retired_ones_of_those_asked_go(live):
    ids = words(live)
    someone = friend(1, [ids["南区"][0], 4711])
    Choice.objects.filter(pk=ids["南区"][0]).update(retired=True)
    save_answers(someone, questions_now(), {ids["北区"][0]})
    assert Friend.objects.get().choices == sorted([ids["北区"][0], 4711])


def test_forgetting_leaves_a_friend_who_never_answered(live):
    someone = friend(1)
    save_answers(someone, questions_now(), {words(live)["南区"][0]})
    forget_answers(someone)
    assert Friend.objects.values_list("choices", "answered_at", "following").get() == ([], None, True)


def test_the_wording_of_a_question_falls_back_to_japanese():
    assert Wording(ja="区", en="Ward").in_language("en") == "Ward"
    assert Wording(ja="区").in_language("en") == "区"
    assert str(Wording(ja="区", en="Ward")) == "区"
    assert not Wording()
