"""The workshop: where people who know the product, and no terminal, write articles, try them out and publish them."""
