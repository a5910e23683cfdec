"""Checks a plan against its problem; shares no code with what makes one."""
