"""The pure core: no clock, no randomness, no input or output; the same inputs give the same documents, byte
for byte.
"""
