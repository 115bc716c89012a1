"""What gives the core its time, its store and its channels."""
