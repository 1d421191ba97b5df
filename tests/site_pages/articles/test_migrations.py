"""The tables came from the content room: what was imported before is there afterwards, and roles keep their rights."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cms.users.models import Role
from cms.users.seed import permissions_of
from site_pages.articles.models import ArticleImport, ArticleSource


def go_to(*targets):
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))


def test_an_import_made_in_the_content_room_is_taken_over(own_town):
    go_to(("articles", None), ("content", "0002_name_the_roots"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM content_articleimport")
        assert cursor.fetchone() == (0,)
        assert "content.add_articleimport" in permissions_of(Role.objects.get(key="editor").group)
        cursor.execute(
            "INSERT INTO content_articleimport (started_at, state, touched_at, total, done, to_do, added, already,"
            " refused, rest, problems, approved_count, approved_digest, section_id)"
            " VALUES ('2026-11-01', 'drafts', '2026-11-01', 7, 0, 0, 7, 0, 0, 0, '[]', 0, '', %s)",
            [own_town.news.pk],
        )
    go_to(*MigrationExecutor(connection).loader.graph.leaf_nodes())
    made = ArticleImport.objects.get()
    assert (made.total, made.section_id) == (7, own_town.news.pk)
    assert ArticleSource.objects.create(article_import=made, name="a.csv", text="").pk
    for role in Role.objects.all():
        assert permissions_of(role.group) == role.seeded, role.key
    assert "articles.add_articleimport" in Role.objects.get(key="editor").seeded
