"""One file a page of the window; each is a Page that draws what a service returns."""
