from django.db import migrations

# What a keyed number might have meant stayed beside the calling number of calls that are over.
FORGET = """
UPDATE channels_ivrsession SET data = data - 'candidates' - 'whose'
FROM channels_call
WHERE channels_call.id = channels_ivrsession.call_id
AND channels_call.ended_at IS NOT NULL
AND channels_ivrsession.data ?| ARRAY['candidates', 'whose']
"""


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0009_follow_later"),
    ]

    operations = [
        migrations.RunSQL(FORGET, migrations.RunSQL.noop, elidable=True),
    ]
