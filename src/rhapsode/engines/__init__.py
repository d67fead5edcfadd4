"""The synthesisers, one module each; none imports another. `booth` runs them in processes of their own."""
