"""Wagtail names its root page and its root collection in English; staff see both names."""

from django.db import migrations

PAGE, COLLECTION = "すべてのページ", "すべてのファイル"


def name(apps, schema_editor):
    apps.get_model("wagtailcore", "Page").objects.filter(depth=1, title="Root").update(title=PAGE, draft_title=PAGE)
    apps.get_model("wagtailcore", "Collection").objects.filter(depth=1, name="Root").update(name=COLLECTION)


def give_back(apps, schema_editor):
    apps.get_model("wagtailcore", "Page").objects.filter(depth=1, title=PAGE).update(title="Root", draft_title="Root")
    apps.get_model("wagtailcore", "Collection").objects.filter(depth=1, name=COLLECTION).update(name="Root")


class Migration(migrations.Migration):
    dependencies = [("content", "0001_initial"), ("wagtailcore", "0094_alter_page_locale")]
    operations = [migrations.RunPython(name, give_back)]
