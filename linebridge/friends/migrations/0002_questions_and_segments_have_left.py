"""Their tables and rows belong to rooms of their own now; nothing changes in the database here."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [('line_friends', '0001_initial')]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel('Choice'),
                migrations.DeleteModel('Question'),
                migrations.DeleteModel('Segment'),
            ]
        ),
    ]
