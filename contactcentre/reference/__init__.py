"""What every centre starts with, as bilingual data files; `loading` puts it into the database."""
