"""The synthesisers, one module each; none imports another. `engine_host` runs them in processes of their own."""
