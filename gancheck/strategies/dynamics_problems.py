"""Problems drawn for claims: dynamics problems."""

__all__: list[str] = []
