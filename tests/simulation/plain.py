"""The same inputs once more, in the order in which they were committed, with one program and no faults."""
