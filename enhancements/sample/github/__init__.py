"""What the sample projects have on GitHub, told from the same catalogues as their git.

A story is a list of acts, mutations of the pretended GitHub with their times (`acts`);
Lodestead's are made by `lodestead`, Farwharf's by `farwharf`. `places` knows both and
settles them into a world; `journal` keeps that world in a file, so that it goes on
after a restart; `life` is what happens while somebody watches.
"""
