"""What waits for people and what they decide: the queue, decisions on readings, codings, recorded decisions."""
