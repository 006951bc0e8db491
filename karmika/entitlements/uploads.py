"""What an uploaded photo or sound is, by its first bytes: what a browser or a file name says of it is not believed. Pure."""

PHOTO_MAXIMUM = 3_000_000
"""Bytes of a photo of a paper: what a phone's camera gives, not what a scanner can."""
CLIP_MAXIMUM = 200_000
"""Bytes of a spoken sentence: some ten seconds."""


def photo_type(content: bytes) -> str:
    """The media type of a JPEG, PNG or WebP picture; "" for anything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""


def sound_type(content: bytes) -> str:
    """The media type of an Ogg, MP3, MP4, WebM or WAV sound; "" for anything else."""
    if content.startswith(b"OggS"):
        return "audio/ogg"
    if content.startswith(b"ID3") or _is_mp3_frame(content):
        return "audio/mpeg"
    if content[4:8] == b"ftyp":
        return "audio/mp4"
    if content.startswith(b"\x1a\x45\xdf\xa3"):
        return "audio/webm"
    return "audio/wav" if content[:4] == b"RIFF" and content[8:12] == b"WAVE" else ""


def _is_mp3_frame(content: bytes) -> bool:
    """Eleven set bits, then a layer that is not reserved."""
    return (
        len(content) > 1 and content[0] == 0xFF and content[1] & 0xE0 == 0xE0 and bool((content[1] >> 1) & 3)
    )
