"""A room for segments, of its own: the tables and all rows of the room of friends move here as they are."""

import django.db.models.deletion
from django.db import migrations, models

from linebridge.friends.migrations._moved import take_over


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('line_delivery', '0001_initial'),  # it points to the table by its old name, which must still be there then
        ('line_friends', '0001_initial'),
        ('users', '0005_read_any_department'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.CreateModel(
                name='Segment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=100, verbose_name='name')),
                    ('description', models.CharField(blank=True, max_length=300, verbose_name='description')),
                    ('rule', models.JSONField(verbose_name='who belongs to it')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last updated')),
                    ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='users.department', verbose_name='department')),
                ],
                options={
                    'verbose_name': 'segment',
                    'verbose_name_plural': 'segments',
                    'db_table': 'line_friends_segment',
                    'ordering': ['name', 'pk'],
                    'permissions': [('choose_segment', 'Can send to this segment')],
                    'constraints': [models.UniqueConstraint(fields=('department', 'name'), name='segment_name_once_a_department')],
                },
            ),
        ]),
        migrations.AlterModelTable(name='segment', table='line_segments_segment'),
        migrations.AlterModelTable(name='segment', table=None),
        migrations.RunPython(*take_over('segment', 'line_friends', 'line_segments')),
    ]
