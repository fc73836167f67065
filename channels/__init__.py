"""How words come in and go out: web form, e-mail."""
