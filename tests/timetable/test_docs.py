import json
import re
from pathlib import Path

from timetable import read_changes, read_problem
from timetable.rules import PAIR_RULES, PLACE_RULES

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/timetable.md").read_text("utf-8")


def test_every_rule_has_its_heading_and_every_heading_its_rule():
    chapter = GUIDE.split("\n## The rules\n")[1].split("\n## ")[0]

    headings = re.findall(r"^### (\w+)$", chapter, re.MULTILINE)

    assert headings == ["every_session_placed", *(rule.__name__ for rule in (*PLACE_RULES, *PAIR_RULES))]


def test_the_files_in_the_guide_can_be_read(tmp_path):
    problem, _, changes = re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)
    (tmp_path / "problem.json").write_text(problem)
    (tmp_path / "changes.json").write_text(changes)

    read = read_problem(tmp_path / "problem.json")

    assert [session.key for session in read.sessions] == ["opening", "fireside", "compilers"]
    assert len(read_changes(tmp_path / "changes.json", read).changes) == len(json.loads(changes)["changes"])


def test_the_examples_in_the_readme_run():
    readme = (ROOT / "src/timetable/README.md").read_text("utf-8")
    code = "\n".join(re.findall(r"```python\n(.*?)```", readme, re.DOTALL)).replace("seconds=1", "steps=500")

    exec(compile(code, "README.md", "exec"), {})  # noqa: S102
