"""The copy of a manuscript for its readers: built anew from what is known to be good, never cut from the old.

Each module knows one kind of object and which of its entries are drawn or read aloud; whatever is not named
there stays behind. Names that people gave (of resources, inks, destinations) become numbers.
"""
