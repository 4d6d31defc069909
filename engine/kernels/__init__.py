"""Special functions, sums, products, ranks and draws on arrays of numbers, by known algorithms.

``summing`` adds as PyTorch does, and ``products`` multiplies matrices so; on these stand
``in_order``, ``lanes``, ``deviations`` and ``moments``. ``polynomials`` is where special functions
begin, ``ranking`` where sorting does.
"""
