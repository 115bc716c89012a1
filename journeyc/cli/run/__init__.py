"""`journeyc run`: play a journey in the terminal, on a real store and a clock that waits for nobody."""
