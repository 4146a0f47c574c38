"""Benchmarks: what kg costs beside the named peer, measured in one run on the same data."""
