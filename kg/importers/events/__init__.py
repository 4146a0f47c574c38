"""Event data sets as reports: each row becomes claims of a coder, an outlet or a party.

A format reads its files as rows and maps these to claims, things and sources (`mapped`,
`import_tables`). What follows from the claims is worked out as tables (`consequences`); these and
what they state is given as N-Quads (`projection`) to a store or a file.
"""
