"""Pages that people bring along from the site they had: Jekyll, Markdown or HTML.

`front_matter` and `liquid` take away what only Jekyll understands, `kramdown` what only its Markdown does,
`dialects` what only the Markdown of other programs does,
`losses` what no page here may hold. `pages` makes a written page of the rest. Nothing is left out in silence:
each part that a page loses is named in one sentence.
"""
