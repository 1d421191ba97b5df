"""A rule as one exact Japanese sentence: what a person approves must be what the query finds.

Short rules flow (「…人のうち、…人。ただし、…人を除く。」). As soon as a reader could bind the words in two ways, the
conditions are numbered instead (「次の（1）と（2）の両方に当てはまる人。」), so that nesting is never left to the ear.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linebridge.questions.models import Choice

from .leaves import ids_of, leaf_of
from .models import Segment
from .tree import Rule, flat, kind, leaves, parts

KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワ"
FLOWING = 3  # so many alternatives still read well in one sentence
OPPOSITE = {"answered": "not_answered", "not_answered": "answered"}


@dataclass(frozen=True)
class _Names:
    """The words of everything a rule names: choice id → (question id, question, choice), segment id → Segment."""

    choices: dict[int, tuple[int, str, str]]
    segments: dict[int, Segment]

    def question_id(self, choice_id: int) -> int:
        return self.choices[choice_id][0] if choice_id in self.choices else 0

    def question(self, choice_id: int) -> str:
        return self.choices[choice_id][1] if choice_id in self.choices else _("an unknown question")

    def choice(self, choice_id: int) -> str:
        return self.choices[choice_id][2] if choice_id in self.choices else _("number %(id)d") % {"id": choice_id}


def in_words(rule: Rule) -> str:
    """The rule in plain Japanese: one line, or numbered lines; segments it names are explained at the end."""
    names = _names_in(rule)
    lines = _said(rule, names)
    for segment in names.segments.values():
        first, *more = _said(segment.rule, names)
        lines += [_("The segment “%(name)s” is: %(words)s") % {"name": segment.name, "words": first}, *more]
    return "\n".join(lines)


def _said(rule: Rule, names: _Names) -> list[str]:
    return _sentence(_by_question(flat(rule), names), names, 0)


def _names_in(rule: Rule) -> _Names:
    """Reads choices and segments, also those named by named segments, without going round in circles."""
    segments: dict[int, Segment] = {}
    waiting, ids = [rule], set()
    while waiting:
        found = list(leaves(waiting.pop()))
        ids |= {each for leaf in found if leaf["leaf"] in ("choice", "any_choice") for each in ids_of(leaf)}
        new = {leaf["id"] for leaf in found if leaf["leaf"] == "segment"} - segments.keys()
        for segment in Segment.objects.filter(pk__in=new).order_by("pk"):
            segments[segment.pk] = segment
            waiting.append(segment.rule)
    choices = {
        choice.pk: (choice.question_id, str(choice.question.wording), _offered(choice))
        for choice in Choice.objects.filter(pk__in=ids).select_related("question")
    }
    return _Names(choices, segments)


def _offered(choice: Choice) -> str:
    if choice.retired:
        return _("%(choice)s (no longer offered)") % {"choice": choice.wording}
    return str(choice.wording)


def _by_question(rule: Rule, names: _Names) -> Rule:
    """The same rule with the choices of an alternative gathered: one leaf for each question."""
    found = kind(rule)
    if found == "not":
        return {"not": _by_question(rule["not"], names)}
    if found == "all":
        return flat({"all": [_by_question(part, names) for part in parts(rule)]})
    gathered: dict[int, list[int]] = {}
    others = []
    for part in [rule] if found == "leaf" else parts(rule):
        if part.get("leaf") in ("choice", "any_choice"):
            for each in ids_of(part):
                gathered.setdefault(names.question_id(each), []).append(each)
        else:
            others.append(part if kind(part) == "leaf" else _by_question(part, names))
    return flat({"any": [{"leaf": "any_choice", "ids": ids} for ids in gathered.values()] + others})


def _people(rule: Rule, names: _Names) -> str | None:
    """A noun phrase for a leaf or a negated leaf; None for anything that needs a sentence of its own."""
    turned = kind(rule) == "not"
    leaf = rule["not"] if turned else rule
    if kind(leaf) != "leaf":
        return None
    if leaf["leaf"] == "any_choice":
        return _choosers(leaf, turned, names)
    if leaf["leaf"] == "segment":
        name = {"name": names.segments[leaf["id"]].name if leaf["id"] in names.segments else "?"}
        return (_("people outside the segment “%(name)s”") if turned else _("people in the segment “%(name)s”")) % name
    if turned and leaf["leaf"] in OPPOSITE:
        leaf, turned = {"leaf": OPPOSITE[leaf["leaf"]]}, False
    people = leaf_of(leaf).words(leaf)
    return _("people other than %(people)s") % {"people": people} if turned else people


def _choosers(leaf: Rule, turned: bool, names: _Names) -> str:
    ids = list(dict.fromkeys(leaf["ids"]))
    quoted = [pgettext("segment rule", "“%(choice)s”") % {"choice": names.choice(each)} for each in ids]
    question = names.question(ids[0])
    if not turned:
        return _("people who chose %(choices)s at “%(question)s”") % {
            "question": question,
            "choices": pgettext("segment rule", " or ").join(quoted),
        }
    if len(ids) == 1:
        return _("people who did not choose %(choice)s at “%(question)s”") % {"question": question, "choice": quoted[0]}
    return _("people who chose none of %(choices)s at “%(question)s”") % {
        "question": question,
        "choices": pgettext("segment rule", " / ").join(quoted),
    }


def _either(rules: list[Rule], names: _Names) -> str | None:
    """「…人、…人、または…人」, when that still reads well."""
    people = [_people(rule, names) for rule in rules]
    if len(people) > FLOWING or None in people:
        return None
    *first, last = [each for each in people if each]
    return (
        pgettext("segment rule", "%(first)s, or %(last)s")
        % {"first": pgettext("segment rule", ", ").join(first), "last": last}
        if first
        else last
    )


def _flowing(wanted: list[Rule], names: _Names) -> str | None:
    """The wanted conditions (all of them) as one noun phrase; None when that would be ambiguous or long."""
    if not wanted:
        return _("all friends")
    if len(wanted) == 1:
        return _either(parts(wanted[0]) if "any" in wanted[0] else wanted, names)
    people = [_people(rule, names) for rule in wanted]
    if len(people) == 2 and None not in people:
        return _("among %(people)s, %(others)s") % {"people": people[0], "others": people[1]}
    return None


def _sentence(rule: Rule, names: _Names, level: int) -> list[str]:
    """The lines for a rule: a sentence, and below it the conditions it numbers."""
    if level and (people := _people(rule, names)):
        return [pgettext("segment rule", "%(people)s.") % {"people": people}]
    members = parts(rule) if "all" in rule else [rule]
    wanted = [part for part in members if "not" not in part]
    outside = [part["not"] for part in members if "not" in part]
    unwanted = [each for part in outside for each in part.get("any", [part])]
    without = _either(unwanted, names) if unwanted else ""
    if without is None:
        return [_inside_and_outside(len(wanted), len(unwanted), level), *_numbered(wanted + unwanted, names, level)]
    people, below = _flowing(wanted, names), []
    if people is None:
        alternatives = len(wanted) == 1
        listed = parts(wanted[0]) if alternatives else wanted
        people = _any_of(len(listed), level) if alternatives else _all_of(len(listed), level)
        below = _numbered(listed, names, level)
    if without:
        return [
            pgettext("segment rule", "%(people)s. Except %(without)s.") % {"people": people, "without": without},
            *below,
        ]
    return [pgettext("segment rule", "%(people)s.") % {"people": people}, *below]


def _numbered(rules: list[Rule], names: _Names, level: int) -> list[str]:
    lines = []
    for number, rule in enumerate(rules, start=1):
        first, *more = _sentence(rule, names, level + 1)
        lines += ["　" * level + _mark(number, level) + first, *more]
    return lines


def _mark(number: int, level: int) -> str:
    """（1）, below it ア, below that （ア）, then a: the order of Japanese official documents."""
    kana = KANA[(number - 1) % len(KANA)]
    return (f"（{number}）", f"{kana}　", f"（{kana}）", f"{number}-{level}　")[min(level, 3)]


def _marks(first: int, last: int, level: int) -> dict[str, str]:
    return {"first": _mark(first, level).strip("　"), "last": _mark(last, level).strip("　")}


def _all_of(n: int, level: int) -> str:
    if n == 2:
        return _("people who fit both %(first)s and %(last)s") % _marks(1, n, level)
    return _("people who fit all of %(first)s to %(last)s") % _marks(1, n, level)


def _any_of(n: int, level: int) -> str:
    if n == 2:
        return _("people who fit %(first)s, %(last)s or both") % _marks(1, n, level)
    return _("people who fit at least one of %(first)s to %(last)s") % _marks(1, n, level)


def _inside_and_outside(inside: int, outside: int, level: int) -> str:
    fits = ["", _("fit %(first)s, and"), _("fit both %(first)s and %(last)s, and")]
    misses = ["", _("do not fit %(first)s"), _("fit neither %(first)s nor %(last)s")]
    some = fits[inside] if inside < 3 else _("fit all of %(first)s to %(last)s, and")
    none = misses[outside] if outside < 3 else _("fit none of %(first)s to %(last)s")
    return _("People who %(fit)s %(miss)s.") % {
        "fit": some % _marks(1, inside, level) if inside else "",
        "miss": none % _marks(inside + 1, inside + outside, level),
    }
