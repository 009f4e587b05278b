"""A design as it really arrives: rooms cut otherwise, shapes that do not meet, words and links left out."""
