"""The syntax: grammar files, tables built from them by Lark, and the parser that runs the tables."""
