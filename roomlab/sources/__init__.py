"""Where events come from: live servers, files of the past."""
