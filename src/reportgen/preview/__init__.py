"""A page in the browser (预览) that shows the document while its wording is being written."""
