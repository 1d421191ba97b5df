from linebridge.questions.models import Choice
from linebridge.segments.models import Segment
from linebridge.segments.rule import in_words


def chose(*ids):
    return {"leaf": "any_choice", "ids": list(ids)} if len(ids) > 1 else {"leaf": "choice", "id": ids[0]}


def test_two_conditions_and_an_exclusion_flow_as_one_sentence(ids):
    rule = {
        "all": [
            {"any": [chose(ids["子育て"]), chose(ids["イベント"])]},
            chose(ids["南区"]),
            {"not": chose(ids["LINEを止めたい"])},
        ]
    }
    assert in_words(rule) == (
        "「知りたいこと」で「子育て」または「イベント」を選んだ人のうち、「お住まいの区」で「南区」を選んだ人。"
        "ただし、「知りたいこと」で「LINEを止めたい」を選んだ人を除く。"
    )


def test_everyone_is_said_plainly(db):
    assert in_words({"leaf": "everyone"}) == "すべての友だち。"


def test_alternatives_over_several_questions_are_joined_by_or(ids):
    rule = {"any": [chose(ids["防災"]), {"leaf": "not_answered"}, {"not": chose(ids["北区"], ids["東区"])}]}
    assert in_words(rule) == (
        "「知りたいこと」で「防災」を選んだ人、受信設定に回答していない人、"
        "または「お住まいの区」で「北区」も「東区」も選んでいない人。"
    )


def test_a_choice_among_alternatives_and_another_condition_is_numbered(ids):
    rule = {
        "all": [
            {"any": [chose(ids["子育て"]), chose(ids["南区"])]},
            {"leaf": "answered"},
            {"not": {"any": [chose(ids["防災"]), chose(ids["東区"])]}},
        ]
    }
    assert in_words(rule) == (
        "次の（1）と（2）の両方に当てはまる人。"
        "ただし、「知りたいこと」で「防災」を選んだ人、または「お住まいの区」で「東区」を選んだ人を除く。\n"
        "（1）「知りたいこと」で「子育て」を選んだ人、または「お住まいの区」で「南区」を選んだ人。\n"
        "（2）受信設定に回答した人。"
    )


def test_a_deep_rule_is_numbered_at_every_level(ids):
    rule = {
        "any": [
            {"all": [chose(ids["子育て"]), {"any": [chose(ids["南区"]), {"not": {"leaf": "answered"}}]}]},
            {"all": [{"not": {"all": [chose(ids["防災"]), chose(ids["東区"])]}}, chose(ids["イベント"])]},
            {"not": chose(ids["北区"])},
        ]
    }
    assert in_words(rule) == (
        "次の（1）から（3）までの少なくとも一つに当てはまる人。\n"
        "（1）次のアとイの両方に当てはまる人。\n"
        "　ア　「知りたいこと」で「子育て」を選んだ人。\n"
        "　イ　「お住まいの区」で「南区」を選んだ人、または受信設定に回答していない人。\n"
        "（2）次のアに当てはまり、イに当てはまらない人。\n"
        "　ア　「知りたいこと」で「イベント」を選んだ人。\n"
        "　イ　「知りたいこと」で「防災」を選んだ人のうち、「お住まいの区」で「東区」を選んだ人。\n"
        "（3）「お住まいの区」で「北区」を選んでいない人。"
    )


def test_a_named_segment_is_explained_after_the_sentence(ids, koho):
    inner = Segment.objects.create(name="子育て世帯", department=koho, rule=chose(ids["子育て"]))
    rule = {"all": [{"leaf": "segment", "id": inner.pk}, {"not": chose(ids["北区"])}]}
    assert in_words(rule) == (
        "セグメント「子育て世帯」に入る人。ただし、「お住まいの区」で「北区」を選んだ人を除く。\n"
        "セグメント「子育て世帯」とは、「知りたいこと」で「子育て」を選んだ人。"
    )


def test_retired_and_unknown_choices_say_so(ids):
    Choice.objects.filter(pk=ids["東区"]).update(retired=True)
    assert in_words({"all": [chose(ids["東区"]), {"not": chose(99999)}]}) == (
        "「お住まいの区」で「東区（現在は選べません）」を選んだ人。ただし、「不明な質問」で「番号99999」を選んだ人を除く。"
    )


def test_the_same_rule_drawn_differently_says_the_same(ids):
    loose = {"all": [{"all": [chose(ids["子育て"])]}, {"not": {"not": {"any": [chose(ids["南区"], ids["北区"])]}}}]}
    tight = {"all": [chose(ids["子育て"]), chose(ids["南区"], ids["北区"])]}
    assert in_words(loose) == in_words(tight)
