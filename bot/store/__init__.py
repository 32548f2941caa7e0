"""What is kept: events, conversations, cases, receipts, handoffs, unanswered questions."""
