"""Draws DOT from standard input with the `pygraphviz` wheel, in a process of its own: the wheel holds
the interpreter lock.

Run as a script with the format as its argument; imports nothing of the project.
"""

import sys

if __name__ == "__main__":
    from pygraphviz import AGraph, DotError

    try:
        graph = AGraph(string=sys.stdin.buffer.read().decode())
        drawn = graph.draw(format=sys.argv[1], prog="dot")
    except (DotError, ValueError) as error:
        sys.exit(f"Error: {error}")
    sys.stdout.buffer.write(drawn)
