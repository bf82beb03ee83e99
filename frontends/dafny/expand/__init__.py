"""Syntax trees in which everything stands where it counts.

Refining modules hold what they inherit, classes the contracts that attributes ask for.
"""
