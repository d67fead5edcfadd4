"""Labelled texts → the files of weights that the program ships: `python -m benchmarks.training DECISION CORPORA`."""
