from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mirror", "0002_frame_lists")]

    operations = [
        migrations.CreateModel(
            name="Nudge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(null=True, verbose_name="asked for")),
            ],
            options={
                "verbose_name": "request to write the mirror",
                "verbose_name_plural": "requests to write the mirror",
                "default_permissions": (),
            },
        ),
    ]
