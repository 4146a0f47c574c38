"""The tests of claimgraph, through its public face."""
