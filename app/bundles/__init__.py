"""Model bundles: catalogue, download, installation."""
