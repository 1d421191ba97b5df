"""Takes over the tables that `content.0003_give_imports_away` renamed, with whatever names the models elsewhere:
content types (permissions and logs hang on them) and the lists of permissions that the roles were given."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


MODELS = ("articleimport", "articlesource", "importedarticle")


def take_over(apps, schema_editor):
    rename(apps, "content", "articles")


def give_back(apps, schema_editor):
    rename(apps, "articles", "content")


def rename(apps, old, new):
    kinds = apps.get_model("contenttypes", "ContentType").objects.filter(model__in=MODELS)
    if kinds.filter(app_label=old).exists():
        kinds.filter(app_label=new).delete()  # made by a start between the two migrations
        kinds.filter(app_label=old).update(app_label=new)
    names = {f"{old}.{act}_articleimport": f"{new}.{act}_articleimport" for act in ("add", "change", "delete", "view")}
    for role in apps.get_model("users", "Role").objects.all():
        role.seeded = sorted(names.get(name, name) for name in role.seeded)
        role.save(update_fields=["seeded"])


class Migration(migrations.Migration):

    initial = True
    dependencies = [
        ('content', '0003_give_imports_away'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('users', '0004_remove_stock_groups'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        ('workflow', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.CreateModel(
                name='ArticleImport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('started_at', models.DateTimeField(auto_now_add=True, verbose_name='started at')),
                    ('state', models.CharField(choices=[('preview', 'Not imported yet'), ('reading', 'Being imported'), ('drafts', 'Imported as drafts'), ('asking', 'Approval is being asked for'), ('asked', 'Waiting for approval'), ('approving', 'Being approved'), ('approved', 'Approved')], default='preview', max_length=10, verbose_name='state')),
                    ('touched_at', models.DateTimeField(auto_now=True, verbose_name='last progress')),
                    ('total', models.PositiveIntegerField(default=0, verbose_name='articles found')),
                    ('done', models.PositiveIntegerField(default=0, verbose_name='articles dealt with')),
                    ('to_do', models.PositiveIntegerField(default=0, verbose_name='articles of the present work')),
                    ('added', models.PositiveIntegerField(default=0, verbose_name='added')),
                    ('already', models.PositiveIntegerField(default=0, verbose_name='there already')),
                    ('refused', models.PositiveIntegerField(default=0, verbose_name='not taken in')),
                    ('rest', models.PositiveIntegerField(default=0, verbose_name='not approved, changed meanwhile')),
                    ('problems', models.JSONField(default=list, verbose_name='problems')),
                    ('approved_at', models.DateTimeField(null=True, verbose_name='approved at')),
                    ('approved_count', models.PositiveIntegerField(default=0, verbose_name='approved')),
                    ('approved_digest', models.CharField(blank=True, max_length=64, verbose_name='digest of what was shown')),
                    ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by')),
                    ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                    ('bundle', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='workflow.bundle', verbose_name='request for approval')),
                    ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='users.department', verbose_name='department')),
                    ('section', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.page', verbose_name='section the articles go to')),
                    ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='imported by')),
                ],
                options={
                    'verbose_name': 'import of articles',
                    'verbose_name_plural': 'imports of articles',
                    'ordering': ['-started_at', '-id'],
                },
            ),
            migrations.CreateModel(
                name='ImportedArticle',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=64, unique=True)),
                    ('file', models.CharField(max_length=255, verbose_name='file')),
                    ('row', models.PositiveIntegerField(verbose_name='row')),
                    ('shown', models.CharField(blank=True, max_length=64)),
                    ('article_import', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='articles', to='articles.articleimport')),
                    ('page', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='imported_from', to='content.announcementpage')),
                    ('request', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='workflow.secondpersontaskstate')),
                ],
                options={
                    'ordering': ['id'],
                    'default_permissions': (),
                },
            ),
            migrations.CreateModel(
                name='ArticleSource',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=255, verbose_name='file')),
                    ('encoding', models.CharField(max_length=20, verbose_name='encoding')),
                    ('text', models.TextField()),
                    ('rows', models.PositiveIntegerField(default=0, verbose_name='rows')),
                    ('done', models.PositiveIntegerField(default=0, verbose_name='rows dealt with')),
                    ('article_import', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='articles.articleimport')),
                ],
                options={
                    'ordering': ['id'],
                    'default_permissions': (),
                    'constraints': [models.UniqueConstraint(fields=('article_import', 'name'), name='one_source_per_name')],
                },
            ),
        ]),
        migrations.RunPython(take_over, give_back),
    ]
