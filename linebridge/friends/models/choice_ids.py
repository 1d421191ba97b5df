"""What a friend told us, as whole numbers in two columns: arrays with GIN on PostgreSQL, JSON lists on SQLite.

The lookup `has_any` (a list of numbers) works on both. Why so: `docs/decisions/0006-friend-choices.md` and
`docs/decisions/0010-dates-as-points.md`.
"""

import json

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.ddl_references import Statement
from django.db.models import Lookup
from django.utils.translation import gettext_lazy as _


class ChoiceIds(models.Field):
    """A sorted list of distinct positive integers. In Python always a list."""

    description = _("Ids of choices")
    empty_strings_allowed = False
    array = "integer[]"

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def db_type(self, connection):
        return self.array if connection.vendor == "postgresql" else "text"

    def get_placeholder(self, value, compiler, connection):
        """PostgreSQL has to be told the type of an empty or a short list."""
        return f"%s::{self.array}" if connection.vendor == "postgresql" else "%s"

    def to_python(self, value):
        if isinstance(value, str):
            value = json.loads(value)
        try:
            return sorted({int(each) for each in value or ()})
        except (TypeError, ValueError) as error:
            raise ValidationError(_("These are not ids of choices.")) from error

    def from_db_value(self, value, expression, connection):
        return json.loads(value) if isinstance(value, str) else list(value or [])

    def get_prep_value(self, value):
        return None if value is None else self.to_python(value)

    def get_db_prep_value(self, value, connection, prepared=False):
        value = value if prepared else self.get_prep_value(value)
        if value is None or connection.vendor == "postgresql":
            return value
        return json.dumps(value, separators=(",", ":"))

    def value_to_string(self, obj):
        return json.dumps(self.value_from_object(obj))


class Points(ChoiceIds):
    """The same with larger numbers: answers that lie on a scale (`linebridge/questions/scale.py`)."""

    description = _("Points on a scale")
    array = "bigint[]"


@ChoiceIds.register_lookup
class HasAny(Lookup):
    """`choices__has_any=[1, 2]`: at least one of these; an empty list is nobody. Numbers are bound as parameters."""

    lookup_name = "has_any"
    prepare_rhs = False

    def ids(self):
        return sorted({int(each) for each in self.rhs})

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        marks = ",".join(["%s"] * len(self.ids())) or "NULL"
        sql = f"EXISTS (SELECT 1 FROM json_each({column}) WHERE value IN ({marks}))"  # noqa: S608 names and marks only
        return sql, [*params, *self.ids()]

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} && %s::{self.lhs.output_field.array}", [*params, self.ids()]


class ChoiceIdsIndex(models.Index):
    """GIN on PostgreSQL. SQLite has no index that helps here, so there the statement does nothing."""

    suffix = "gin"

    def create_sql(self, model, schema_editor, using="", **kwargs):
        if schema_editor.connection.vendor != "postgresql":
            return Statement("SELECT 1")
        return super().create_sql(model, schema_editor, using=" USING gin", **kwargs)

    def remove_sql(self, model, schema_editor, **kwargs):
        if schema_editor.connection.vendor != "postgresql":
            return Statement("SELECT 1")
        return super().remove_sql(model, schema_editor, **kwargs)
