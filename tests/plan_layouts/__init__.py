"""One plan written in many layouts, as districts lay theirs out in Word and Excel, and how much of it was read back."""
