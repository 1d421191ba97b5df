"""Segments and questions came from the room of friends: they are there afterwards, and roles keep their rights."""

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cms.users.models import Department, Role
from cms.users.seed import permissions_of
from linebridge.questions.models import Choice, Question
from linebridge.segments.models import Segment
from tests.linebridge.questions.conftest import ask

BEFORE = [("line_segments", None), ("line_questions", None), ("line_friends", "0001_initial")]


def go_to(*targets):
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))


def test_what_the_room_of_friends_held_is_taken_over(own_town):
    koho = Department.objects.get(code="koho")
    made = ask("お住まいの区", "one", ["南区"], koho)
    segment = Segment.objects.create(name="南区の人", department=koho, rule={"leaf": "choice", "id": 1})
    kind = ContentType.objects.get(app_label="line_segments", model="segment")

    go_to(*BEFORE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM line_friends_segment WHERE id = %s", [segment.pk])
        assert cursor.fetchone() == ("南区の人",)
        cursor.execute("SELECT app_label FROM django_content_type WHERE id = %s", [kind.pk])
        assert cursor.fetchone() == ("line_friends",)
        assert "line_friends.choose_segment" in permissions_of(Role.objects.get(key="editor").group)

    go_to(*MigrationExecutor(connection).loader.graph.leaf_nodes())
    assert Segment.objects.get(pk=segment.pk).name == "南区の人"
    assert Question.objects.get(pk=made.pk).choices.get().pk == Choice.objects.get(question=made).pk
    ContentType.objects.clear_cache()
    assert ContentType.objects.get_for_model(Segment).pk == kind.pk
    for role in Role.objects.all():
        assert permissions_of(role.group) == role.seeded, role.key
    assert "line_segments.choose_segment" in Role.objects.get(key="editor").seeded
