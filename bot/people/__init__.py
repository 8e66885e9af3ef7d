"""Who works here and what each may do; what people were told."""
