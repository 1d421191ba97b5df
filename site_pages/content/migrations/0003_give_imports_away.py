"""Imports of newsletter articles have a room of their own. Their tables are renamed, nothing in them changes.

`articles.0001_initial` takes the models up where this leaves them.
"""

from django.db import migrations

MODELS = ("ImportedArticle", "ArticleSource", "ArticleImport")


class Migration(migrations.Migration):
    dependencies = [("content", "0002_name_the_roots")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable(name, f"articles_{name.lower()}") for name in MODELS],
            state_operations=[migrations.DeleteModel(name) for name in MODELS],
        )
    ]
