"""Write every sample page as a file to look at: `python -m tests.templates.render DIR`.

Needs no database and no server. The pages load their styles from DIR/static.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def write(folder: Path) -> list[Path]:
    """Render all samples into the folder; return the files in order of their names."""
    # Django must be set up before anything of ours is imported.
    from django.template.loader import render_to_string  # noqa: PLC0415 - see above

    from enhancements import styles  # noqa: PLC0415 - see above
    from tests.templates.sample_pages import PAGES  # noqa: PLC0415 - see above

    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "static", folder / "static", dirs_exist_ok=True)
    sheet = styles.bundle()
    (folder / f"static/css/all-{sheet.digest}.css").write_bytes(sheet.content)
    files = []
    for name, (template, nav, page) in sorted(PAGES.items()):
        html = render_to_string(template, {"page": page, "nav": nav}, using="jinja2")
        file = folder / f"{name}.html"
        file.write_text(html.replace('"/static/', '"static/'), encoding="utf-8")
        files.append(file)
    return files


# Settings want servers and secrets; rendering uses none of them.
STAND_INS = {
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/unused",
    "REDIS_URL": "redis://127.0.0.1:1",
    "SECRET_KEY": "nothing is signed here",
    "TRACKER_HOSTS": "localhost",
    "DJANGO_SETTINGS_MODULE": "tracker.settings",
}

if __name__ == "__main__":
    import django

    os.environ.update(STAND_INS)
    django.setup()
    for written in write(Path(sys.argv[1])):
        sys.stdout.write(f"{written}\n")
