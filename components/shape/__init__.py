"""Values of geometric morphometrics, with numpy only: specimens and tables of shapes."""
