"""Writers that turn a design into the IFC files that design offices hand over."""
