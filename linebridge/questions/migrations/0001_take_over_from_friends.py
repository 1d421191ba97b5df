"""A room for questions and choices, of its own: the tables and all rows of the room of friends move here as they are."""

import django.db.models.deletion
import linebridge.friends.models.wording
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models

from linebridge.friends.migrations._moved import take_over


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('line_friends', '0001_initial'),
        ('users', '0005_read_any_department'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.CreateModel(
                name='Question',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                    ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                    ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                    ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                    ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                    ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                    ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                    ('locked', models.BooleanField(default=False, editable=False, verbose_name='locked')),
                    ('locked_at', models.DateTimeField(editable=False, null=True, verbose_name='locked at')),
                    ('wording', linebridge.friends.models.wording.WordingField(characters=100, default=linebridge.friends.models.wording.Wording, lines=False, verbose_name='question')),
                    ('help', linebridge.friends.models.wording.WordingField(blank=True, characters=300, default=linebridge.friends.models.wording.Wording, lines=True, verbose_name='explanation')),
                    ('kind', models.CharField(choices=[('one', 'one choice'), ('several', 'several choices')], default='several', max_length=10, verbose_name='how many may be chosen')),
                    ('order', models.PositiveSmallIntegerField(default=100, verbose_name='order')),
                    ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='users.department', verbose_name='department')),
                    ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                    ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                    ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
                ],
                options={
                    'verbose_name': 'question',
                    'verbose_name_plural': 'questions',
                    'db_table': 'line_friends_question',
                    'ordering': ['order', 'pk'],
                },
            ),
            migrations.CreateModel(
                name='Choice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                    ('key', models.UUIDField(blank=True, null=True, verbose_name='identifier')),
                    ('wording', linebridge.friends.models.wording.WordingField(characters=60, default=linebridge.friends.models.wording.Wording, lines=False, verbose_name='choice')),
                    ('retired', models.BooleanField(default=False, verbose_name='no longer offered')),
                    ('question', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='choices', to='line_questions.question')),
                ],
                options={
                    'verbose_name': 'choice',
                    'verbose_name_plural': 'choices',
                    'db_table': 'line_friends_choice',
                    'ordering': ['sort_order'],
                    'abstract': False,
                    'constraints': [models.UniqueConstraint(fields=('question', 'key'), name='choice_key_once_a_question')],
                },
            ),
        ]),
        migrations.AlterModelTable(name='question', table='line_questions_question'),
        migrations.AlterModelTable(name='question', table=None),
        migrations.AlterModelTable(name='choice', table='line_questions_choice'),
        migrations.AlterModelTable(name='choice', table=None),
        migrations.RunPython(*take_over('question', 'line_friends', 'line_questions')),
        migrations.RunPython(*take_over('choice', 'line_friends', 'line_questions')),
    ]
