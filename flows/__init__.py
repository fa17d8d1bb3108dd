"""When things run: the order of steps as plain functions, the scheduler, settings, the command line."""
