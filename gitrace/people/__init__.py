"""Who works with gitrace: users, their roles, how they come in and how they are kept out."""
