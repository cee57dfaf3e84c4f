"""Sign-in without Django: codes that prove one was there, and what a moment means for a sitting."""
