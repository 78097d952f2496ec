"""Files closed so that only their addressee opens them, in the published format age-encryption.org/v1.

A backup has to open in ten years on a machine where this program does not run; so the format is one that others read:
``age -d -i key.txt backup.tar.age | tar x``. Recipients are X25519 keys (``age1…``) whose secret half never comes near
the office, or a passphrase. ``stream``: the encrypted body · ``stanzas``: who can open it · ``bech32``: how keys look.
"""
