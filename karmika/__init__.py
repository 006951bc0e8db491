"""Karmika (కార్మిక, of the workers): true figures from the doorstep."""
