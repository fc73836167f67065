"""Keep the searchable words of a ticket: derived from rows, so it can be done again any time."""

from django.db import connection, transaction

from tickets.models import Message

INDEX = """
INSERT INTO tickets_ticketsearch (ticket_id, words)
SELECT t.id, setweight(to_tsvector('simple', immutable_unaccent(coalesce(names.words, ''))), 'A')
    || setweight(to_tsvector('english', immutable_unaccent(t.subject)), 'B')
    || setweight(to_tsvector('french', immutable_unaccent(t.subject)), 'B')
    || to_tsvector('english', immutable_unaccent(left(coalesce(said.words, ''), 200000)))
    || to_tsvector('french', immutable_unaccent(left(coalesce(said.words, ''), 200000)))
FROM tickets_ticket t
LEFT JOIN LATERAL (
    SELECT string_agg(concat_ws(' ', p.name, p.family_name), ' ') AS words
    FROM tickets_party pa JOIN people_person p ON p.id = pa.person_id WHERE pa.ticket_id = t.id
) names ON true
LEFT JOIN LATERAL (
    SELECT string_agg(m.body, ' ') AS words FROM tickets_message m WHERE m.ticket_id = t.id
) said ON true
WHERE t.id = %s
ON CONFLICT (ticket_id) DO UPDATE SET words = excluded.words
"""


def index_ticket(*, ticket_id: int) -> None:
    """Index names, subject and messages, in both languages, accents folded."""
    with transaction.atomic():
        Message.objects.filter(ticket=ticket_id, indexed=False).update(indexed=True)
        with connection.cursor() as cursor:
            cursor.execute(INDEX, [ticket_id])
