"""A model that moved to a room of its own: its content type, and with it permissions, revisions and approvals."""


def take_over(model: str, old: str, new: str):
    """The two functions of a `RunPython`: `model` of the app label `old` belongs to `new` from here on, and back."""
    return _rename(model, old, new), _rename(model, new, old)


def _rename(model, old, new):
    def rename(apps, schema_editor):
        apps.get_model("contenttypes", "ContentType").objects.filter(app_label=old, model=model).update(app_label=new)
        for role in apps.get_model("users", "Role").objects.all():
            role.seeded = sorted(_renamed(name, model, old, new) for name in role.seeded)
            role.save(update_fields=["seeded"])

    return rename


def _renamed(name, model, old, new):
    app, codename = name.split(".")
    return f"{new}.{codename}" if app == old and codename.endswith(f"_{model}") else name
