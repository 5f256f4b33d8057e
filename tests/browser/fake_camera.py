"""A film of QR codes for Chromium's fake camera: Y4M, made from segno's modules, no imaging library needed.

The browser plays it in a loop: launch it with `camera_arguments(path)`.
"""

from pathlib import Path

import segno

WIDTH, HEIGHT = 640, 480
QUIET_ZONE = 4
PAPER, INK, WALL = 235, 20, 128


def write_y4m(
    path: Path | str, codes: list[str], *, seconds_each: float = 1.0, gap_seconds: float = 0.0, rate: int = 10
) -> Path:
    """Write a film that shows each code in turn, with an empty wall in between if `gap_seconds` is given.

    codes: texts; seconds_each: how long each is seen; rate: frames per second. An empty list shows the wall alone.
    """
    wall = _frame(None)
    frames: list[bytes] = []
    for code in codes:
        frames += [_frame(code)] * max(1, round(seconds_each * rate))
        frames += [wall] * round(gap_seconds * rate)
    return write_frames(path, frames or [wall], rate=rate)


def write_frames(path: Path | str, frames: list[bytes], *, rate: int = 10) -> Path:
    """Write a film of pictures, each the brightness of WIDTH × HEIGHT pixels, row by row."""
    target = Path(path)
    no_colour = bytes([128]) * (WIDTH * HEIGHT // 2)
    with target.open("wb") as film:
        film.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{rate}:1 Ip A1:1 C420jpeg\n".encode())
        for frame in frames:
            film.write(b"FRAME\n" + frame + no_colour)
    return target


def camera_arguments(path: Path | str) -> list[str]:
    """Arguments for Chromium that make the film its camera and allow pages to use it."""
    return [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={path}",
    ]


def _frame(code: str | None) -> bytes:
    """The brightness of each pixel."""
    rows = [bytes([WALL]) * WIDTH] * HEIGHT
    if code is not None:
        _draw(code, rows)
    return b"".join(rows)


def _draw(code: str, rows: list[bytes]) -> None:
    symbol = segno.make(code, error="m", boost_error=False, micro=False)
    modules = [list(row) for row in symbol.matrix_iter(border=QUIET_ZONE)]
    scale = (HEIGHT - 80) // len(modules)
    side = scale * len(modules)
    left, top = (WIDTH - side) // 2, (HEIGHT - side) // 2
    for y, row in enumerate(modules):
        line = b"".join(bytes([INK if dark else PAPER]) * scale for dark in row)
        picture = rows[0][:left] + line + rows[0][left + side :]
        for offset in range(scale):
            rows[top + y * scale + offset] = picture
