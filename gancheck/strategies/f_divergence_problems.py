"""Problems drawn for claims: f divergence problems."""

__all__: list[str] = []
