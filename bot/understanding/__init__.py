"""From a customer's words to an Understanding: language, intent, confidence, entities."""
