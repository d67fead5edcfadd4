"""Step 7, bind. `books` is what others call; nothing is here, for the sake of the processes that encode."""
