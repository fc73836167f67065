from django.db import migrations, models


def special_operations_do(apps, schema_editor):
    apps.get_model("channels", "VoiceLine").objects.filter(kind="crisis").update(from_abroad=True)


class Migration(migrations.Migration):
    dependencies = [("channels", "0011_field_names")]

    operations = [
        migrations.AddField(
            model_name="voiceline",
            name="from_abroad",
            field=models.BooleanField(
                default=False,
                help_text="For special operations, as those who need them most are abroad. On other lines who calls from another country hears how to write to us.",
                verbose_name="takes calls from abroad",
            ),
        ),
        migrations.RunPython(special_operations_do, migrations.RunPython.noop, elidable=True),
    ]
