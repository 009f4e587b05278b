"""Files to send: what somebody sees of a twin, for people who have no twin and no program to open one.

Each module makes one sort of file and says in its first line which. All of them show what a `twin_viewers.look.Look`
asks for and hold nothing that it does not show.
"""
