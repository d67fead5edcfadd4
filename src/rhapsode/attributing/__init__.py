"""attributing"""
