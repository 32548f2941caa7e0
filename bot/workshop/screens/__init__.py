"""The screens of the workshop: each module has `routes`, its screens with their addresses."""
