"""Songs and poems: the evidence for them, and where they stand."""
