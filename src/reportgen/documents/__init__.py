"""Finished documents (成文), whoever wrote them: reads them back as paragraphs."""
