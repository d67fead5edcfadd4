"""What a page carries beside its story: licences, contents, page numbers, site links, notes and inserts."""
