"""Makes workbooks (填报表) for clerks: blank forms, forms rolled over from last year, annotated copies."""
