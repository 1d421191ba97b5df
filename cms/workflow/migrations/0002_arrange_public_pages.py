from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("workflow", "0001_initial")]
    operations = [
        migrations.AlterModelOptions(
            name="secondpersontask",
            options={
                "default_permissions": (),
                "permissions": [
                    ("approve_content", "Can approve what others of the department wrote"),
                    ("approve_any_department", "Can approve for every department"),
                    ("arrange_public_pages", "Can move and order public pages"),
                ],
                "verbose_name": "approval by a second person",
                "verbose_name_plural": "approvals by a second person",
            },
        )
    ]
