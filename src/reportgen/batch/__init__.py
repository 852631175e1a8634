"""Many workbooks in one run (批量): every report, the manifest that lets a run resume, and the district summaries."""
