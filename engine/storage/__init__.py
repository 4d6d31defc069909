"""The memory behind tensors: storages, views of them, and who may change what."""
