"""The shell: base templates, navigation, tables, forms, help. It decides nothing and knows no rule."""
