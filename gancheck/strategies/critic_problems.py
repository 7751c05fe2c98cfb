"""Problems drawn for claims: critics."""

__all__: list[str] = []
