"""Who answers to which name: introductions, addresses and other names."""
