"""What is different between two states of journeys: in what they do and say, for customers inside, and for
programs that embed them.
"""
