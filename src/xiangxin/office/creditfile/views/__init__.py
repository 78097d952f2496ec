"""Pages of credit files: of one person, a household, a village, a provider; and a person's own on the phone."""
