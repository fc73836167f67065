"""Canadian formats for what Django itself draws (the admin, form fields), one module a language."""
