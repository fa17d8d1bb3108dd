"""What we have: papers with places, the protocol, and the record of what was found and decided. It never judges."""
