from django.db import migrations, models


def those_that_wait(apps, schema_editor):
    callbacks = apps.get_model("channels", "Callback").objects
    callbacks.filter(state="waiting", asked_in__line__kind="crisis").update(is_crisis=True)


class Migration(migrations.Migration):
    dependencies = [("channels", "0012_lines_that_take_calls_from_abroad")]

    operations = [
        migrations.AddField(
            model_name="callback",
            name="is_crisis",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(those_that_wait, migrations.RunPython.noop, elidable=True),
    ]
