"""The column stays as it is: the table that it points to was renamed with it."""

import django.db.models.deletion
from django.db import migrations, models


def segment():
    return models.ForeignKey(
        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+',
        to='line_segments.segment', verbose_name='segment',
    )


class Migration(migrations.Migration):

    dependencies = [
        ('line_delivery', '0001_initial'),
        ('line_segments', '0001_take_over_from_friends'),
    ]
    run_before = [('line_friends', '0002_questions_and_segments_have_left')]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField('announcementinstruction', 'segment', segment()),
                migrations.AlterField('linemessageinstruction', 'segment', segment()),
            ]
        ),
    ]
