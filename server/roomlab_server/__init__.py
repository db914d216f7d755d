"""A durable server of rooms whose agents talk and like or dislike each other."""
