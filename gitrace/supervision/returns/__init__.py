"""Returns of the county office, 报表: figures with their definitions and tables, as page, spreadsheet and print."""
