"""What is said and thought inside prose, by marks, dashes, labels or the telling alone."""
