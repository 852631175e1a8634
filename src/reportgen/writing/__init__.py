"""Words a scored submission: Jinja2 renders the wording files, and the text becomes numbered blocks."""
