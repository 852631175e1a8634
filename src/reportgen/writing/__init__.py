"""Words the scored submission: Jinja2 wording files in, numbered blocks of text out."""
