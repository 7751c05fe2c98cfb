"""Problems drawn for claims: rational."""

__all__: list[str] = []
