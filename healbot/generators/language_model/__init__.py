"""The generator ``language_model``: what is sent to a model, and what is made of its answers."""
