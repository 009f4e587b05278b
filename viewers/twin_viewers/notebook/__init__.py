"""Views for notebooks: each module that defines ``show`` is one, and `twin.view` finds it."""
