"""What the trials with real servers share: servers that are started and stopped, raw clients, counted checks."""
