"""Accents folded in search, for both languages, usable in an index."""

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION immutable_unaccent(text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT public.unaccent('public.unaccent', $1) $$
"""


class Migration(migrations.Migration):
    dependencies = [("kit", "0001_initial")]
    operations = [
        UnaccentExtension(),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION immutable_unaccent(text)", elidable=False),
    ]
