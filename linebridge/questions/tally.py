"""Figures over choices, in one query however many choices there are."""

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from linebridge.friends.models import Friend

COUNT = {
    "postgresql": "SELECT choice, count(*) FROM ({friends}) AS f, unnest(f.choices) AS choice GROUP BY choice",
    "sqlite": "SELECT value, count(*) FROM ({friends}) AS f, json_each(f.choices) GROUP BY value",
}


def by_choice(friends: QuerySet[Friend]) -> dict[int, int]:
    """Choice id → how many of these friends chose it. Choices nobody chose are absent."""
    connection = connections[friends.db]
    try:
        sql, params = friends.order_by().values("choices").query.sql_with_params()
    except EmptyResultSet:  # a rule that can fit nobody
        return {}
    with connection.cursor() as cursor:
        cursor.execute(COUNT[connection.vendor].format(friends=sql), params)
        return dict(cursor.fetchall())
