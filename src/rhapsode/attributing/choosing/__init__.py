"""Who is chosen for a turn: evidence, its weights, the chain over a conversation, and reasons."""
