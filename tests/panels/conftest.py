from tests.support.staging import show

__all__ = ["show"]
