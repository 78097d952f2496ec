"""Pages and operations of what lies below the doors: areas, institutions, running jobs, systems that listen.

Holds no table. What changes areas or institutions is proposed by one administrator and agreed to by another; the rules
stand in ``areas``.
"""
