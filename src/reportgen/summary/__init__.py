"""The summary of a district (汇总): its offices beside each other, as a workbook and as a 公文."""
