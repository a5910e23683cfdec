"""Tables that people bring along: text in any usual encoding and with any usual delimiter, and workbooks.

`decoding` makes text of bytes, `tables` rows of text, `workbooks` rows of Excel files. Nothing is left out
or guessed in silence: what was found can be told and chosen, and what cannot be read is a sentence with its
line.
"""
