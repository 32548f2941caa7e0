"""A product's help page → a draft article. Every sentence of a draft is a located slice of the page's text.

Reading a format (`reading/`) gives a document: text, and where its headings, items and paragraphs stand. Sentences are cut out of those
(`sentences`), laid out in sections (`structure`), and each is told what it is (`classify`) by the words of `language/*.yml`.
From that `draft` makes procedures, prerequisites, consequences, contacts, offers and deadlines. Nothing is rewritten, nothing is made up.
"""
