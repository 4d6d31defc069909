"""How a graph looks at a step, in plain facts: texts, states, measures and pictures."""
