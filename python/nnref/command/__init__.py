"""The two commands: options, report, pictures and progress."""
