// The face of the bundle in a page that stands alone.
