"""The bundled sample: Lodestead, an invented project, written as git repositories."""
