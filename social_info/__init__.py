"""Social-situation reports: from a phone note to a leader's instruction and back."""
