"""The language inside the language: values, types, trees, inference and evaluation of expressions."""
