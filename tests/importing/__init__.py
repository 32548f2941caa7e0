"""Help pages that others wrote, labelled by hand, and how much of them the importer finds."""
