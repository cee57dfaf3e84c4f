"""Tables that leave the portal: the book that the 常委会 receives, and the bundle for the verifier."""
