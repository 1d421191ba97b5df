"""The receive settings as a form: one field a question, made for its kind of answer."""

import re
import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linebridge.friends.models import Friend
from linebridge.questions import scale
from linebridge.questions.describe import district_name, own_districts
from linebridge.questions.find_district import find, wards
from linebridge.questions.models import Choice, District, Question

NO_LONGER = gettext_lazy("This can no longer be chosen. Please choose again.")
SHOWN = 12  # choices that are shown without unfolding
Kind = Question.Kind


class SettingsForm(forms.Form):
    """One field a question. What the friend answered before is the initial state, `typed` what stands in the page.

    With `typed` instead of `data` nothing is checked: the page is drawn again, with one more row or with matches.
    """

    def __init__(self, questions: list[Question], friend: Friend, data: Any = None, typed: Any = None):
        super().__init__(data)
        self.questions = questions
        self.asked: list[tuple[str, Any]] = []
        for question in questions:
            name = f"q{question.pk}"
            field = FIELDS[question.kind](question, friend)
            wording, language = question.wording, friend.language
            field.label, field.help_text = wording.in_language(language), question.help.in_language(language)
            field.required, field.question = False, question
            field.language = wording.language_of(language)
            if typed is not None:
                field.initial = field.widget.value_from_datadict(typed, None, name)
                field.widget.looked_for(typed, name)
            elif data is not None:
                field.widget.looked_for(data, name)
            self.fields[name] = field
            self.asked.append((name, field))

    def groups(self):
        """(group or None, its bound fields), in order."""
        found: list[tuple[Any, list]] = []
        for name, field in self.asked:
            group = field.question.group if field.question.group and field.question.group.live else None
            if not found or found[-1][0] != group:
                found.append((group, []))
            found[-1][1].append(self[name])
        return found

    def chosen(self) -> set[int]:
        """The ids of all choices ticked, over all questions."""
        answers = [self.cleaned_data[n] for n, f in self.asked if f.question.is_choosing]
        return {int(each) for answer in answers for each in (answer if isinstance(answer, list) else [answer]) if each}

    def points(self) -> set[int]:
        """The answers of all other questions, as points on their scales."""
        asked = [(f, self.cleaned_data[n]) for n, f in self.asked if not f.question.is_choosing]
        return {each for field, answer in asked for each in field.points(answer)}


class _Looked:
    """A widget that remembers what was looked for in it; most look for nothing."""

    def looked_for(self, data, name):
        pass


class _Ticked(_Looked):
    """What residents see of a list of choices: those above the fold, and whether there is one."""

    wordings: dict[str, Choice] = {}

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)  # type: ignore[misc]  # a mixin before a select
        options = [option for _group, options, _index in context["widget"]["optgroups"] for option in options]
        for option in options:
            option["choice"] = self.wordings.get(str(option["value"]))
        first = [option for n, option in enumerate(options) if n < SHOWN or option["selected"]]
        if len(options) <= SHOWN + 3:
            first = options
        return context | {"first": first, "rest": [o for o in options if o not in first], "many": len(options) > SHOWN}


class _Radios(_Ticked, forms.RadioSelect):
    template_name = "line_liff/choices.html"


class _Boxes(_Ticked, forms.CheckboxSelectMultiple):
    template_name = "line_liff/choices.html"


def one_choice(question, friend):
    """Radio buttons, with one that takes the answer back."""
    choices, mine = _offered(question, friend)
    field = forms.ChoiceField(choices=[*choices, ("", _("Choose none of these"))], widget=_Radios)
    field.initial = (mine or [""])[0]
    return _with_wordings(field, question)


def several_choices(question, friend):
    """Check boxes."""
    choices, mine = _offered(question, friend)
    return _with_wordings(forms.MultipleChoiceField(choices=choices, initial=mine, widget=_Boxes), question)


def _offered(question, friend):
    choices = [(str(choice.pk), choice.wording.in_language(friend.language)) for choice in question.offered]
    chosen = set(friend.choices)
    return choices, [value for value, _label in choices if int(value) in chosen]


def _with_wordings(field, question):
    field.widget.wordings = {str(choice.pk): choice for choice in question.offered}
    field.error_messages["invalid_choice"] = NO_LONGER
    return field


class _Rows(_Looked, forms.Widget):
    """Dates as rows of year, month and day; `add` in the page asks for one more."""

    template_name = "line_liff/dates.html"
    most = 1
    more = 0

    def value_from_datadict(self, data, files, name):
        parts = [data.getlist(f"{name}-{part}") if hasattr(data, "getlist") else [] for part in "ymd"]
        return [row for row in zip(*parts, strict=False) if any(part.strip() for part in row)]

    def looked_for(self, data, name):
        self.more = int(data.get("add") == name)

    def get_context(self, name, value, attrs):
        rows = list(value or [])
        empty = min(self.most, max(1, len(rows) + self.more)) - len(rows)
        rows += [("", "", "")] * max(0, empty)
        context = super().get_context(name, value, attrs)
        return context | {"rows": rows, "may_add": len(rows) < self.most, "several": self.most > 1}


class _Asked(forms.Field):
    """A field that belongs to a question."""

    question: Question


class DatesField(_Asked):
    """Up to `most` dates, typed as three numbers each."""

    widget = _Rows

    def __init__(self, question, friend):
        super().__init__()
        self.widget.most = question.most
        days = scale.days(friend.points, question.pk)
        self.initial = [(str(day.year), str(day.month), str(day.day)) for day in days]

    def clean(self, value):
        if len(value) > self.question.most:
            raise forms.ValidationError(_("Please enter at most %(most)d.") % {"most": self.question.most})
        return [self._day(row) for row in value]

    def _day(self, row):
        try:
            year, month, day = (int(_digits(part)) for part in row)
            found = date(year, month, day)
        except ValueError as error:
            text = _("There is no such date: %(typed)s. Please enter year, month and day in numbers, such as 2019 4 5.")
            raise forms.ValidationError(text % {"typed": "-".join(part or "?" for part in row)}) from error
        if not scale.FIRST_DAY <= found <= scale.LAST_DAY:
            raise forms.ValidationError(_("Please enter the year in four digits of the Western calendar."))
        return found

    def points(self, days):
        return {each for day in days for each in scale.day_points(self.question.pk, day)}


class _Typed(_Looked, forms.TextInput):
    template_name = "line_liff/typed.html"
    hint = ""

    def get_context(self, name, value, attrs):
        return super().get_context(name, value, attrs) | {"hint": self.hint}


class YearField(_Asked, forms.CharField):
    widget = _Typed

    def __init__(self, question, friend):
        super().__init__(max_length=10)
        self.widget.hint = _("Four digits of the Western calendar, such as 1985")
        self.widget.attrs |= {"inputmode": "numeric", "size": 6}
        self.initial = "".join(str(year) for year in scale.values(friend.points, question.pk, scale.YEAR))

    def clean(self, value):
        digits = _digits(super().clean(value))
        if digits and not (digits.isdecimal() and scale.FIRST_DAY.year <= int(digits) <= scale.LAST_DAY.year):
            raise forms.ValidationError(_("Please enter the year in four digits of the Western calendar."))
        return digits

    def points(self, digits):
        return {scale.point(self.question.pk, scale.YEAR, int(digits))} if digits else set()


class PostalField(_Asked, forms.CharField):
    widget = _Typed

    def __init__(self, question, friend):
        super().__init__(max_length=20)
        self.widget.hint = _("Seven digits, such as 980-0811")
        self.widget.attrs |= {"inputmode": "numeric", "size": 10, "autocomplete": "postal-code"}
        codes = scale.values(friend.points, question.pk, scale.POSTAL7)
        self.initial = "".join(f"{code // 10000:03}-{code % 10000:04}" for code in codes)

    def clean(self, value):
        digits = _digits(super().clean(value))
        if digits and not re.fullmatch(r"[0-9]{7}", digits):
            raise forms.ValidationError(_("A postal code has seven digits. Please enter all of them."))
        return digits

    def points(self, digits):
        return scale.postal_points(self.question.pk, digits) if digits else set()


class _Districts(_Looked, forms.Widget):
    """The districts chosen, and those that were looked for with `find`."""

    template_name = "line_liff/districts.html"
    most = 1
    language = "ja"
    words = ward = ""
    found: list[District] | None = None
    more = False

    def value_from_datadict(self, data, files, name):
        return [each for each in data.getlist(name) if each.isdecimal()] if hasattr(data, "getlist") else []

    def looked_for(self, data, name):
        self.words, self.ward = data.get(f"{name}-words", "")[:40], data.get(f"{name}-ward", "")
        if data.get("find") == name:
            self.found, self.more = find(self.words, int(self.ward) if self.ward.isdecimal() else None)

    def get_context(self, name, value, attrs):
        chosen = [int(each) for each in value or ()]
        rows = District.objects.filter(pk__in=chosen).select_related("above")
        found = [row for row in self.found or () if row.pk not in chosen]
        return super().get_context(name, value, attrs) | {
            "chosen": [(row.pk, district_name(row, self.language)) for row in rows],
            "found": [(row.pk, district_name(row, self.language)) for row in found],
            "looked": self.found is not None, "more": self.more, "several": self.most > 1,
            "words": self.words, "ward": self.ward,
            "wards": [(str(row.pk), row.name.in_language(self.language)) for row in wards()],
        }  # fmt: skip


class DistrictField(_Asked):
    """Up to `most` districts; of a town block its ward is kept too, so that a rule may name either."""

    widget = _Districts

    def __init__(self, question, friend):
        super().__init__()
        self.widget.most, self.widget.language = question.most, friend.language
        ids = scale.values(friend.points, question.pk, scale.DISTRICT)
        self.initial = [str(each) for each in own_districts(ids, District.objects.in_bulk(ids))]

    def clean(self, value):
        ids = list(dict.fromkeys(int(each) for each in value))[-self.question.most :]
        rows = District.objects.filter(pk__in=ids, retired=False).in_bulk()
        if len(rows) < len(ids):
            raise forms.ValidationError(NO_LONGER)
        return list(rows.values())

    def points(self, rows):
        ids = {row.pk for row in rows} | {row.above_id for row in rows if row.above_id}
        return {scale.point(self.question.pk, scale.DISTRICT, each) for each in ids}


def _digits(text):
    """Digits as people type them on a phone: full width, with hyphens, with 〒 or 年."""
    return re.sub(r"[\s〒年月日ー−–-]", "", unicodedata.normalize("NFKC", text))


FIELDS: dict[str, Any] = {
    Kind.ONE: one_choice, Kind.SEVERAL: several_choices, Kind.DATE: DatesField,
    Kind.YEAR: YearField, Kind.POSTAL: PostalField, Kind.DISTRICT: DistrictField,
}  # fmt: skip
