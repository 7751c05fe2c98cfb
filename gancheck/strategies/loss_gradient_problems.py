"""Problems drawn for claims: loss gradient problems."""

__all__: list[str] = []
