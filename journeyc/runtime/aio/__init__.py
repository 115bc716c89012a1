"""The runtime in asyncio: the same names, as coroutines."""
