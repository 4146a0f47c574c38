"""Event data sets as reports: each row becomes claims of a coder, an outlet or a party.

A format reads its files as rows and maps these to claims, things and sources (`mapped`); what they
state and what follows from it is written as N-Quads (`projection`), into a store or a file.
"""
