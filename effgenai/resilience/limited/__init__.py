"""Work on files of strangers in a process of its own, whose memory and time are limited.

Whatever a file makes its reader do (loop, swell, crash) happens to that process alone: it shares no lock, no
memory and no secret with the site. `running` starts it, `child` is what runs in it.
"""
